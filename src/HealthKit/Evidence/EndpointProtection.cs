namespace HealthKit.Evidence;

/// <summary>What an endpoint's effective policy does with an anonymous caller, by inspection.</summary>
public enum EndpointProtection
{
    /// <summary>It cannot be told: filters of the host's own, a policy that could not be evaluated, no metadata to read.</summary>
    Opaque,

    /// <summary>The effective policy refuses an anonymous principal.</summary>
    Protected,

    /// <summary>An anonymous principal is admitted, and the host says so: AllowAnonymous, or a configured public area.</summary>
    DeclaredPublic,

    /// <summary>An anonymous principal is admitted, and nothing says that this is meant.</summary>
    Open,
}
