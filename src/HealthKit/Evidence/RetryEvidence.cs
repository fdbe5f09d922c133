namespace HealthKit.Evidence;

/// <summary>A retry's settings.</summary>
/// <param name="Attempts">Retries after the first call; <see cref="int.MaxValue"/> when unbounded.</param>
/// <param name="Exponential">True when the delay grows exponentially.</param>
/// <param name="Jittered">True when the delay is randomised.</param>
/// <param name="LongestDelay">The longest computed delay; null when it cannot be computed.</param>
public sealed record RetryEvidence(int Attempts, bool Exponential, bool Jittered, TimeSpan? LongestDelay)
{
    /// <summary>True when it also retries calls with a safe method; false when its predicate leaves them out.</summary>
    public bool CoversSafeCalls { get; init; } = true;
}
