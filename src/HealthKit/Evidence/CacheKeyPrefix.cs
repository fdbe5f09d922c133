namespace HealthKit.Evidence;

/// <summary>Sampled keys under one prefix.</summary>
public sealed record CacheKeyPrefix
{
    /// <summary>The prefix, without ids.</summary>
    public required string Prefix { get; init; }

    /// <summary>Keys in the sample.</summary>
    public long Keys { get; init; }

    /// <summary>Keys without an expiry.</summary>
    public long WithoutExpiry { get; init; }

    /// <summary>The server's types of their values: "string", "hash", …</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>The server's types under keys of one form, ids apart, where there are several: two entities share the prefix.</summary>
    public IReadOnlyList<string> TypesOfOneForm { get; init; } = [];

    /// <summary>Why it is not a cache and needs no expiry (key ring, queue, lock, stream, declared), or null.</summary>
    public string? NotCacheBecause { get; init; }
}
