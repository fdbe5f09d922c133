using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>How many of one server's cache keys expire: what a sample showed, and what the server's totals guarantee.</summary>
internal sealed record ServerKeyExpiry(CacheServer Server)
{
    private readonly IReadOnlyList<CacheKeyPrefix> _cached = [.. Server.Prefixes.Where(static prefix => prefix.NotCacheBecause is null)];
    private readonly IReadOnlyList<CacheKeyPrefix> _others = [.. Server.Prefixes.Where(static prefix => prefix.NotCacheBecause is not null)];

    /// <summary>Sampled prefixes of the cache that hold keys without expiry, most first.</summary>
    public IReadOnlyList<CacheKeyPrefix> Offenders => Server.ExpiriesUnreadable is not null ? [] : [.. _cached.Where(static prefix => prefix.WithoutExpiry > 0).OrderByDescending(static prefix => prefix.WithoutExpiry)];

    /// <summary>Why neither the sample nor the server's totals say which keys expire; null where one does.</summary>
    public string? Unreadable => Server.SampleUnreadable ?? Server.ExpiriesUnreadable ?? Server.Unreadable;

    public bool HoldsOtherKeys => _others.Count > 0;

    public string OtherKeys => string.Join(", ", _others.Select(static prefix => $"{prefix.Prefix} ({prefix.NotCacheBecause})"));

    /// <summary>The share of sampled cache keys that expire, where one without was seen; null otherwise.</summary>
    public double? Refuted => Server.ExpiriesUnreadable is null && SampledKeys > 0 && WithoutExpiry > 0 ? 1 - ((double)WithoutExpiry / SampledKeys) : null;

    /// <summary>At least this share of all cache keys expires: by a complete sample, or because the server's totals leave no more keys without expiry. Null when neither says.</summary>
    public double? Guaranteed => Server switch
    {
        { SampleUnreadable: null, ExpiriesUnreadable: null, SampleIsComplete: true } when SampledKeys > 0 => 1 - ((double)WithoutExpiry / SampledKeys),
        { Keys: not null, KeysWithExpiry: not null } when Keys > 0 => 1 - ((double)Unexplained / Keys),
        _ => null,
    };

    /// <summary>Cache keys that stand behind <see cref="Guaranteed"/>.</summary>
    public long Keys => Server is { SampleUnreadable: null, ExpiriesUnreadable: null, SampleIsComplete: true } ? SampledKeys : Math.Max(0, (Server.Keys ?? 0) - _others.Sum(static prefix => prefix.Keys));

    /// <summary>Keys without expiry that no sampled key ring, queue or lock accounts for.</summary>
    public long Unexplained => Math.Max(0, (Server.Keys ?? 0) - (Server.KeysWithExpiry ?? 0) - _others.Sum(static prefix => prefix.WithoutExpiry));

    private long SampledKeys => _cached.Sum(static prefix => prefix.Keys);

    private long WithoutExpiry => _cached.Sum(static prefix => prefix.WithoutExpiry);
}
