namespace HealthKit.Checks;

/// <summary>What a judge concluded from evidence.</summary>
public sealed record Verdict
{
    /// <summary>The outcome.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>Where the conclusion comes from.</summary>
    public required VerdictSource Source { get; init; }

    /// <summary>What was seen: numbers with units and the limit.</summary>
    public string Observed { get; init; } = "";

    /// <summary>Why the outcome is not a pass, and what would make it known.</summary>
    public string? Reason { get; init; }

    /// <summary>Why it is not a pass, as a kind.</summary>
    public Doubt Doubt { get; init; }

    /// <summary>The worst offenders first.</summary>
    public IReadOnlyList<Offender> Offenders { get; init; } = [];

    /// <summary>A remedy that fits what was seen better than the check's own; null to use that.</summary>
    public string? Remedy { get; init; }

    /// <summary>How many samples stand behind the outcome; null where nothing was counted.</summary>
    public long? Samples { get; init; }

    /// <summary>It holds.</summary>
    public static Verdict Pass(VerdictSource source, string observed, long? samples = null) =>
        new() { Outcome = Outcome.Pass, Source = source, Observed = observed, Samples = samples };

    /// <summary>It does not hold: a counter-example of lesser weight was seen.</summary>
    public static Verdict Warn(VerdictSource source, string observed, IReadOnlyList<Offender>? offenders = null, long? samples = null) =>
        new() { Outcome = Outcome.Warn, Source = source, Observed = observed, Doubt = Doubt.Refuted, Offenders = offenders ?? [], Samples = samples };

    /// <summary>It does not hold: a counter-example was seen.</summary>
    public static Verdict Fail(VerdictSource source, string observed, IReadOnlyList<Offender>? offenders = null, long? samples = null) =>
        new() { Outcome = Outcome.Fail, Source = source, Observed = observed, Doubt = Doubt.Refuted, Offenders = offenders ?? [], Samples = samples };

    /// <summary>Nothing decides it: no source looks, or a source cannot see.</summary>
    public static Verdict Blind(string reason, string observed = "", IReadOnlyList<Offender>? offenders = null) =>
        new() { Outcome = Outcome.Unknown, Source = VerdictSource.None, Observed = observed, Reason = reason, Doubt = Doubt.Blind, Offenders = offenders ?? [] };

    /// <summary>Nothing decides it yet: too little was seen.</summary>
    public static Verdict TooFew(VerdictSource source, string observed, string reason, long? samples = null) =>
        new() { Outcome = Outcome.Unknown, Source = source, Observed = observed, Reason = reason, Doubt = Doubt.TooFewSamples, Samples = samples };

    /// <summary>The evidence is past its expiry.</summary>
    public static Verdict Stale(string reason) =>
        new() { Outcome = Outcome.Unknown, Source = VerdictSource.None, Reason = reason, Doubt = Doubt.Stale };

    /// <summary>The evidence proves that the service has no such part.</summary>
    public static Verdict NotApplicable(VerdictSource source, string reason) =>
        new() { Outcome = Outcome.NotApplicable, Source = source, Reason = reason };

    /// <summary>The source or the check threw.</summary>
    public static Verdict Error(string reason) =>
        new() { Outcome = Outcome.Error, Source = VerdictSource.None, Reason = reason, Doubt = Doubt.Blind };

    /// <summary>The same verdict, but as a thing not found rather than a counter-example seen.</summary>
    public Verdict AsNotFound() => this with { Doubt = Doubt.NotFound };
}
