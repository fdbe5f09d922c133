using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>What was found about one subject of a check; the worst of them makes the verdict (<see cref="Findings"/>).</summary>
/// <param name="Outcome">Pass, warn, fail or unknown.</param>
/// <param name="Doubt">Why it is not a pass.</param>
/// <param name="Subject">The route, table, pool, client or member; empty where the text stands alone.</param>
/// <param name="Observed">What was seen, with units and the limit.</param>
/// <param name="Remedy">What mends this one, ready to paste; null where the check's own remedy serves.</param>
internal sealed record Finding(Outcome Outcome, Doubt Doubt, string Subject, string Observed, string? Remedy)
{
    public static Finding Pass(string subject, string observed) => new(Outcome.Pass, Doubt.None, subject, observed, null);

    public static Finding Warn(string subject, string observed, string? remedy = null) => new(Outcome.Warn, Doubt.Refuted, subject, observed, remedy);

    public static Finding Fail(string subject, string observed, string? remedy = null) => new(Outcome.Fail, Doubt.Refuted, subject, observed, remedy);

    public static Finding Blind(string subject, string reason, string? cure = null) => new(Outcome.Unknown, Doubt.Blind, subject, reason, cure);

    public static Finding TooFew(string subject, string reason) => new(Outcome.Unknown, Doubt.TooFewSamples, subject, reason, null);

    public static IEnumerable<Finding> Blind(IEnumerable<BlindSpot> spots) =>
        spots.Select(static spot => Blind(spot.Subject, $"{spot.Reason.TrimEnd('.')}. {spot.Cure}", spot.Cure));

    /// <summary>The data sources that cannot be seen; without pool evidence nobody knows which there are.</summary>
    public static IEnumerable<Finding> BlindDataSources(PoolEvidence? pools) =>
        pools is null ? [Blind("data sources", $"which ones the service uses is not known. {EvidenceKinds.Cure(typeof(PoolEvidence))}")] : Blind(pools.BlindSpots);

    /// <summary>The same, but as a thing not found rather than a counter-example seen.</summary>
    public Finding AsNotFound() => this with { Doubt = Doubt.NotFound };

    public override string ToString() => Subject.Length == 0 ? Observed : $"{Subject}: {Observed}";
}
