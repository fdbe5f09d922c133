namespace HealthKit.Evidence;

/// <summary>What a rate limiter allows one endpoint, as measured on a second limiter of the same options.</summary>
public sealed record EndpointRateLimit
{
    /// <summary>True when calls were refused; false when no limiter stands before the endpoint or it refused none.</summary>
    public required bool Limited { get; init; }

    /// <summary>Calls that one client may make in a minute, as measured; null when only concurrency is limited or it was not measured.</summary>
    public long? PermitsPerMinute { get; init; }

    /// <summary>True when a second client found the first one's permits used up; null when it was not tried.</summary>
    public bool? SharedByAllClients { get; init; }

    /// <summary>The policy's name; null for the global limiter or a policy without a name.</summary>
    public string? Policy { get; init; }
}
