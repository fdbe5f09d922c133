namespace HealthKit;

/// <summary>What a host decides about the evidence of its Redis servers. Binds from the configuration section "HealthAudit:Redis".</summary>
public sealed class RedisAuditOptions
{
    /// <summary>How to read one server: with an account of the audit's own, by the endpoints that the application names, or one that is not found among the host's services; as in StackExchange.Redis. Other servers are read all the same.</summary>
    /// <value>None by default: every registered IConnectionMultiplexer, and the settings of AddStackExchangeRedisCache.</value>
    public string? ConnectionString { get; set; }

    /// <summary>How often the servers' figures are read.</summary>
    /// <value>5 s to 10 min; 15 s by default.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long one reading of all servers may take.</summary>
    /// <value>500 ms to 1 min; 5 s by default.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many keys of each server are looked at for type and expiry.</summary>
    /// <value>0 to 100,000; 2,000 by default; 0 leaves the keys alone.</value>
    public int SampleKeys { get; set; } = 2_000;

    /// <summary>How often the sample of keys is taken anew.</summary>
    /// <value>5 s to 1 h; 5 min by default.</value>
    public TimeSpan SampleInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Beginnings of keys that are no cache and rightly never expire.</summary>
    /// <value>Empty by default; key rings, locks, queues and streams are known anyway.</value>
    public IList<string> NotCachePrefixes { get; } = [];

    /// <summary>How long the ready check waits for the servers.</summary>
    /// <value>50 ms to 30 s; 1 s by default.</value>
    public TimeSpan ReadinessTimeout { get; set; } = TimeSpan.FromSeconds(1);
}
