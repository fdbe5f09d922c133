using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>The positive proof that a service has no such part. Without the evidence, a check applies.</summary>
public sealed class Applicability
{
    private readonly Func<EvidenceView, string?> _absence;

    private Applicability(Type evidence, Func<EvidenceView, string?> absence) => (Evidence, _absence) = (evidence, absence);

    internal Type Evidence { get; }

    /// <summary>Why nothing of the part can be seen though the service has it, or null; where it says so, no advice to make it seen would be true.</summary>
    internal Func<EvidenceView, string?>? OutOfSight { get; private init; }

    /// <summary>A proof read from one kind of evidence.</summary>
    /// <param name="absence">The reason why the check does not apply, or null where it applies or nothing is proved.</param>
    public static Applicability From<T>(Func<T, string?> absence)
        where T : EvidenceRecord
    {
        ArgumentNullException.ThrowIfNull(absence);
        return new Applicability(typeof(T), view => view.Find<T>() is { } evidence ? absence(evidence) : null);
    }

    internal static Applicability From<T>(Func<T, string?> absence, Func<T, string?> outOfSight)
        where T : EvidenceRecord => new(typeof(T), view => view.Find<T>() is { } evidence ? absence(evidence) : null)
        {
            OutOfSight = view => view.Find<T>() is { } evidence ? outOfSight(evidence) : null,
        };

    internal string? Absence(EvidenceView view) => _absence(view);
}
