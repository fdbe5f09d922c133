namespace HealthKit.Evidence;

/// <summary>One cross-origin policy, evaluated with an origin that nobody can have meant.</summary>
public sealed record CorsPolicyEvidence
{
    /// <summary>The policy's name; "(default)" and "(inline)" for those without one.</summary>
    public required string Name { get; init; }

    /// <summary>True when the random origin was admitted, false when it was refused, null when the policy could not be evaluated.</summary>
    public bool? AdmitsRandomOrigin { get; init; }

    /// <summary>The host of a configured origin that the policy compares in part: another host that begins or ends with it was admitted too. Null where none was, or where none is configured.</summary>
    public string? AdmitsLookAlikeOf { get; init; }

    /// <summary>True when it also admits credentials.</summary>
    public bool AllowsCredentials { get; init; }

    /// <summary>False when it is proved that no endpoint and no middleware uses it.</summary>
    public bool? InUse { get; init; }

    /// <summary>Endpoints that name it; empty for a policy that stands in the pipeline.</summary>
    public IReadOnlyList<string> Endpoints { get; init; } = [];
}
