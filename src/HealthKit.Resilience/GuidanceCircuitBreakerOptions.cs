using System.ComponentModel.DataAnnotations;
using Polly;

namespace HealthKit.Resilience;

/// <summary>The circuit breaker of the checklist's guidance, with its numbers as defaults.</summary>
/// <typeparam name="TResult">What the guarded calls return.</typeparam>
public class GuidanceCircuitBreakerOptions<TResult> : ResilienceStrategyOptions
{
    /// <summary>Names the strategy in telemetry.</summary>
    public GuidanceCircuitBreakerOptions() => Name = "GuidanceCircuitBreaker";

    /// <summary>The share of failures above which the breaker opens.</summary>
    /// <value>0 to 1, below 1; 0.5 by default. Exactly this share does not open it.</value>
    [Range(0, 0.999_999)]
    public double FailureRatio { get; set; } = 0.5;

    /// <summary>The time that the share is taken over.</summary>
    /// <value>500 ms to 1 h; 10 s by default.</value>
    [Range(typeof(TimeSpan), "00:00:00.500", "01:00:00")]
    public TimeSpan SamplingDuration { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Calls within that time before the breaker may open.</summary>
    /// <value>2 to 100,000; 20 by default.</value>
    [Range(2, 100_000)]
    public int MinimumThroughput { get; set; } = 20;

    /// <summary>How long the breaker refuses calls before it lets one through, and how long after that before the next.</summary>
    /// <value>500 ms to 1 d; 30 s by default.</value>
    [Range(typeof(TimeSpan), "00:00:00.500", "1.00:00:00")]
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Successes in a row, while one call at a time is let through, after which the breaker closes.</summary>
    /// <value>1 to 100; 3 by default.</value>
    [Range(1, 100)]
    public int SuccessesToClose { get; set; } = 3;

    /// <summary>Whether an outcome is a failure.</summary>
    /// <value>By default every exception except <see cref="OperationCanceledException"/>.</value>
    [Required]
    public Func<Outcome<TResult>, bool> ShouldHandle { get; set; } = static outcome => outcome.Exception is not null and not OperationCanceledException;
}
