namespace HealthKit.Attestation;

/// <summary>The exemptions in force for one check, as a filter of subjects.</summary>
internal sealed class SubjectFilter(IReadOnlyList<Exemption> exemptions)
{
    public bool IsEmpty => exemptions.Count == 0;

    public bool Matches(SubjectKind kind, string subject)
    {
        foreach (var exemption in exemptions)
        {
            if (exemption.Kind == kind && Matches(exemption.Subject, subject))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Matches(string pattern, string subject) =>
        pattern.EndsWith('*')
            ? subject.StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.OrdinalIgnoreCase)
            : string.Equals(pattern, subject, StringComparison.OrdinalIgnoreCase);
}
