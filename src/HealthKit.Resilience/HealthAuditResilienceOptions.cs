using Microsoft.Extensions.Http.Resilience;

namespace HealthKit.Resilience;

/// <summary>How <c>AddHealthAuditResilience()</c> guards the calls of one HTTP client.</summary>
public sealed class HealthAuditResilienceOptions
{
    /// <summary>How long a call may take with all its retries.</summary>
    /// <value>10 ms to 1 h, longer than one attempt; 30 s by default.</value>
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one attempt may take.</summary>
    /// <value>10 ms to 1 h; 10 s by default.</value>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Retries of a call with a safe or idempotent method (GET, HEAD, OPTIONS, TRACE, PUT, DELETE); others are never sent twice.</summary>
    /// <value>1 to 10; 3 by default.</value>
    public int MaxRetryAttempts { get; set; } = 3;

    /// <summary>The median delay before the first retry; it doubles with each and is jittered.</summary>
    /// <value>1 ms to 1 min; 500 ms by default.</value>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest delay before a retry.</summary>
    /// <value>At least the first delay, at most 1 min; 10 s by default.</value>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The circuit breaker; each host and port has its own.</summary>
    /// <value>The checklist's guidance by default; failures are answers 408, 429 and 5xx, unreachable hosts and timeouts.</value>
    public GuidanceCircuitBreakerOptions<HttpResponseMessage> CircuitBreaker { get; } = new() { ShouldHandle = HttpClientResiliencePredicates.IsTransient };
}
