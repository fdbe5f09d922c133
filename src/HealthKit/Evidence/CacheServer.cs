namespace HealthKit.Evidence;

/// <summary>One cache server, from INFO and a bounded sample of keys.</summary>
public sealed record CacheServer
{
    /// <summary>A name without address or password.</summary>
    public required string Name { get; init; }

    /// <summary>Why its figures could not be read, with the ACL rule to add; null when they were. Its keys may have been sampled all the same.</summary>
    public string? Unreadable { get; init; }

    /// <summary>"redis", "valkey", "garnet".</summary>
    public string Product { get; init; } = "redis";

    /// <summary>The server's version.</summary>
    public string? Version { get; init; }

    /// <summary>keyspace_hits since the first reading, HealthKit's own look-ups apart; null at the first.</summary>
    public long? KeyspaceHits { get; init; }

    /// <summary>keyspace_misses, likewise.</summary>
    public long? KeyspaceMisses { get; init; }

    /// <summary>Evicted keys ÷ keys an hour; null when it cannot be computed.</summary>
    public double? EvictionsPerKeyHour { get; init; }

    /// <summary>evicted_keys since the server's start.</summary>
    public long? EvictedKeys { get; init; }

    /// <summary>The span the eviction rate was taken over.</summary>
    public TimeSpan EvictionSpan { get; init; }

    /// <summary>True where the span is the server's own uptime, since the audit has not watched it for five minutes yet.</summary>
    public bool EvictionsSinceServerStart { get; init; }

    /// <summary>maxmemory in bytes; zero means unlimited; null when unreadable.</summary>
    public long? MaxMemoryBytes { get; init; }

    /// <summary>used_memory in bytes.</summary>
    public long? UsedMemoryBytes { get; init; }

    /// <summary>maxmemory_policy; null when unreadable.</summary>
    public string? MaxMemoryPolicy { get; init; }

    /// <summary>Keys, summed over databases; null when unreadable.</summary>
    public long? Keys { get; init; }

    /// <summary>Keys with an expiry, summed over databases.</summary>
    public long? KeysWithExpiry { get; init; }

    /// <summary>Keys in the SCAN sample.</summary>
    public long SampledKeys { get; init; }

    /// <summary>True when the sample is every key.</summary>
    public bool SampleIsComplete { get; init; }

    /// <summary>Why no sample could be taken, with the ACL rule to add; null when it was.</summary>
    public string? SampleUnreadable { get; init; }

    /// <summary>Why the sample does not say which keys expire, with the ACL rule to add; null when it does.</summary>
    public string? ExpiriesUnreadable { get; init; }

    /// <summary>Why the sample does not say what types the values have, with the ACL rule to add; null when it does.</summary>
    public string? TypesUnreadable { get; init; }

    /// <summary>The sample by prefix.</summary>
    public IReadOnlyList<CacheKeyPrefix> Prefixes { get; init; } = [];
}
