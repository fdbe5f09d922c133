namespace HealthKit.Evidence;

/// <summary>One HTTP client, or the calls to one host that passed no inspected client.</summary>
public sealed record OutboundClientEvidence
{
    /// <summary>The name under which the client that has none is shown.</summary>
    public const string Unnamed = "(default)";

    /// <summary>The client's name, or "raw: host".</summary>
    public required string Name { get; init; }

    /// <summary>True for calls outside IHttpClientFactory, whose settings cannot be read.</summary>
    public bool IsRaw { get; init; }

    /// <summary>The hosts it called, without path or user.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Calls since start.</summary>
    public long Calls { get; init; }

    /// <summary>Calls with a safe or idempotent method (RFC 9110: GET, HEAD, OPTIONS, TRACE, PUT, DELETE).</summary>
    public long IdempotentCalls { get; init; }

    /// <summary>How its timeout came to be.</summary>
    public TimeoutSetting TimeoutSetting { get; init; }

    /// <summary>The shortest timeout that bounds a call; null when unreadable or infinite.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>True when its handler chain could be read, so that an absent breaker or retry is known to be absent.</summary>
    public bool PipelineReadable { get; init; }

    /// <summary>What hides its settings and what would show them; null when all could be read, and for raw calls.</summary>
    public string? Unreadable { get; init; }

    /// <summary>Further attempts that are sent while the first is under way, without backoff; 0 when it does not hedge.</summary>
    public int HedgedAttempts { get; init; }

    /// <summary>The circuit breaker, or null.</summary>
    public CircuitBreakerEvidence? Breaker { get; init; }

    /// <summary>The retry, or null.</summary>
    public RetryEvidence? Retry { get; init; }

    /// <summary>The reverse proxy that forwards the calls; null for calls of the service's own.</summary>
    public ForwardingEvidence? Forwarding { get; init; }
}
