using HealthKit.Evidence;

namespace HealthKit.Outbound;

/// <summary>What a pipeline protects a call with.</summary>
internal sealed record PipelineSettings
{
    public static PipelineSettings None { get; } = new();

    /// <summary>The shortest timeout; null when there is none that can be read.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>True when code of the host decides a timeout at each call.</summary>
    public bool TimeoutByCode { get; init; }

    public CircuitBreakerEvidence? Breaker { get; init; }

    public RetryEvidence? Retry { get; init; }

    public int HedgedAttempts { get; init; }

    /// <summary>What hides a part of it, and what would show it; null when all is read.</summary>
    public string? Opaque { get; init; }

    /// <summary>Both, one inside the other.</summary>
    public PipelineSettings With(PipelineSettings inner) => new()
    {
        Timeout = Timeout is { } outer && (inner.Timeout is not { } other || outer < other) ? outer : inner.Timeout,
        TimeoutByCode = TimeoutByCode || inner.TimeoutByCode,
        Breaker = Tighter(Breaker, inner.Breaker),
        Retry = Both(Retry, inner.Retry),
        HedgedAttempts = Math.Max(HedgedAttempts, inner.HedgedAttempts),
        Opaque = Opaque ?? inner.Opaque,
    };

    // One breaker is enough; of two, the one that can open first.
    private static CircuitBreakerEvidence? Tighter(CircuitBreakerEvidence? one, CircuitBreakerEvidence? other) =>
        one is null ? other
        : other is null || !other.CountsFailures ? one
        : !one.CountsFailures || other.FailureRatio < one.FailureRatio ? other
        : one;

    // A retry around a retry multiplies the attempts, and is as sound as the worse of both.
    private static RetryEvidence? Both(RetryEvidence? one, RetryEvidence? other)
    {
        if (one is null || other is null)
        {
            return one ?? other;
        }

        var attempts = ((one.Attempts + 1L) * (other.Attempts + 1L)) - 1;
        return new RetryEvidence(
            (int)Math.Min(attempts, int.MaxValue),
            one.Exponential && other.Exponential,
            one.Jittered && other.Jittered,
            one.LongestDelay is { } first && other.LongestDelay is { } second ? TimeSpan.FromTicks(Math.Max(first.Ticks, second.Ticks)) : null)
        {
            CoversSafeCalls = one.CoversSafeCalls || other.CoversSafeCalls,
        };
    }
}
