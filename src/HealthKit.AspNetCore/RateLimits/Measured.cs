using HealthKit.Evidence;

namespace HealthKit.RateLimits;

/// <summary>What a probe found for one endpoint so far.</summary>
/// <param name="Burst">Calls let through before the first refusal; null without a refusal.</param>
/// <param name="IsConcurrency">True when only calls under way at the same time are limited.</param>
/// <param name="Shared">Whether a second client found the permits used up.</param>
/// <param name="PerMinute">Calls let through in a minute; null before it has passed.</param>
internal sealed record Measured(long? Burst, bool IsConcurrency, bool? Shared, long? PerMinute)
{
    public EndpointRateLimit ToEvidence(string? policy) => new()
    {
        Limited = Burst is not null || IsConcurrency,
        PermitsPerMinute = PerMinute,
        SharedByAllClients = Shared,
        Policy = policy,
    };
}
