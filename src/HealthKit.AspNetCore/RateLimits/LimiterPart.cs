using System.Threading.RateLimiting;

namespace HealthKit.RateLimits;

/// <summary>One of the limiters that a call has to pass: the bucket it falls into, and how the framework would make it. Two are one where the bucket is.</summary>
/// <param name="Scope">The policy, or the link of the global limiter, that the bucket belongs to.</param>
/// <param name="Key">The key that the host's partitioner gave it.</param>
/// <param name="Make">Makes the bucket anew.</param>
internal sealed record LimiterPart(object Scope, object? Key, Func<RateLimiter> Make)
{
    /// <summary>True for a bucket that refuses nobody.</summary>
    public bool IsNone { get; init; }

    /// <summary>True where nothing but calls under way at the same time is limited.</summary>
    public bool LimitsCallsAtOnce { get; init; }

    public bool Equals(LimiterPart? other) => other is not null && ReferenceEquals(Scope, other.Scope) && Equals(Key, other.Key);

    public override int GetHashCode() => HashCode.Combine(Scope.GetHashCode(), Key);
}
