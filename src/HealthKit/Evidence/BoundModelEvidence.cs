namespace HealthKit.Evidence;

/// <summary>A model with a string or collection member that an endpoint binds from the request.</summary>
public sealed record BoundModelEvidence
{
    /// <summary>The model's type, by name.</summary>
    public required string Type { get; init; }

    /// <summary>Rules found on it and its members; null when they cannot be counted, as with a validator's own code.</summary>
    public int? Rules { get; init; }

    /// <summary>True when a validator of a library is registered for it, whether or not it is called.</summary>
    public bool HasValidator { get; init; }

    /// <summary>True when the rules run for this endpoint, false when nothing calls them, null when that cannot be told.</summary>
    public bool? RulesRun { get; init; }
}
