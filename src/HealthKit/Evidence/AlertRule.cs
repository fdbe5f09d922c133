namespace HealthKit.Evidence;

/// <summary>One loaded alerting rule on errors or latency.</summary>
public sealed record AlertRule
{
    /// <summary>The alert's name.</summary>
    public required string Name { get; init; }

    /// <summary>What it watches.</summary>
    public required AlertSubject Subject { get; init; }

    /// <summary>How surely.</summary>
    public required AlertMatch Match { get; init; }

    /// <summary>The value above which it fires, in the subject's unit, with the expression's own scale taken out; null when it could not be read.</summary>
    public double? Threshold { get; init; }

    /// <summary>How its last evaluation went.</summary>
    public AlertRuleHealth Health { get; init; }

    /// <summary>How long the condition must hold before it fires.</summary>
    public TimeSpan For { get; init; }

    /// <summary>The part of this service's traffic it is restricted to, for example one route; null when it covers all of it.</summary>
    public string? Restriction { get; init; }
}
