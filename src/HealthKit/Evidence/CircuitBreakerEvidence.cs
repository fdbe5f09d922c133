namespace HealthKit.Evidence;

/// <summary>A circuit breaker's settings.</summary>
/// <param name="FailureRatio">The share of failures that opens it, 0 to 1.</param>
/// <param name="SamplingWindow">The window the share is taken over.</param>
/// <param name="MinimumThroughput">Calls in the window before it may open.</param>
/// <param name="BreakDuration">How long it stays open before a probe.</param>
public sealed record CircuitBreakerEvidence(double FailureRatio, TimeSpan SamplingWindow, int MinimumThroughput, TimeSpan BreakDuration)
{
    /// <summary>True when its predicate counts an unreachable host or an error answer as a failure; false when it can never open.</summary>
    public bool CountsFailures { get; init; } = true;
}
