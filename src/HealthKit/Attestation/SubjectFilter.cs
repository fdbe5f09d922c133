namespace HealthKit.Attestation;

/// <summary>The exemptions in force for one check, as a filter of subjects that remembers what it took out.</summary>
internal sealed class SubjectFilter(IReadOnlyList<Exemption> exemptions)
{
    private readonly Dictionary<Exemption, HashSet<string>> _matched = [];
    private readonly HashSet<(SubjectKind, string)> _subjects = [];

    public bool IsEmpty => exemptions.Count == 0;

    /// <summary>How many subjects were taken out.</summary>
    public int Count => _subjects.Count;

    /// <summary>How many subjects one exemption took out.</summary>
    public int CountOf(Exemption exemption) => _matched.GetValueOrDefault(exemption)?.Count ?? 0;

    /// <summary>True when a subject is exempted.</summary>
    /// <param name="kind">What kind of subject it is.</param>
    /// <param name="subject">Its name.</param>
    /// <param name="shown">The name that reports show for it, where that says more.</param>
    public bool Matches(SubjectKind kind, string subject, string? shown = null)
    {
        var matches = false;
        foreach (var exemption in exemptions)
        {
            if (Names(exemption, kind, subject) || (shown is not null && Names(exemption, kind, shown)))
            {
                matches = true;
                Remember(exemption, shown ?? subject);
            }
        }

        return matches;
    }

    /// <summary>True when a subject of several names is exempted under each of them.</summary>
    public bool MatchesAll(SubjectKind kind, IReadOnlyList<string> subjects)
    {
        if (subjects.Count == 0 || !subjects.All(subject => exemptions.Any(exemption => Names(exemption, kind, subject))))
        {
            return false;
        }

        foreach (var subject in subjects)
        {
            Matches(kind, subject);
        }

        return true;
    }

    private static bool Names(Exemption exemption, SubjectKind kind, string subject) =>
        exemption.Kind == kind
        && (exemption.Subject.EndsWith('*')
            ? subject.StartsWith(exemption.Subject.AsSpan(0, exemption.Subject.Length - 1), StringComparison.OrdinalIgnoreCase)
            : string.Equals(exemption.Subject, subject, StringComparison.OrdinalIgnoreCase));

    private void Remember(Exemption exemption, string subject)
    {
        if (!_matched.TryGetValue(exemption, out var subjects))
        {
            _matched[exemption] = subjects = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        }

        subjects.Add(subject);
        _subjects.Add((exemption.Kind, subject.ToUpperInvariant()));
    }
}
