namespace HealthKit.Evidence;

/// <summary>One cache interface in use.</summary>
public sealed record CacheUse
{
    /// <summary>The interface, and the implementation behind it.</summary>
    public required string Name { get; init; }

    /// <summary>True when entries live in this process.</summary>
    public bool InProcess { get; init; }

    /// <summary>True when a size limit bounds it; false when none does; null when it cannot be read or lies on a server.</summary>
    public bool? Bounded { get; init; }

    /// <summary>True when one fill at a time is guaranteed by design (HybridCache, FusionCache) or declared.</summary>
    public bool ProtectsFromStampede { get; init; }

    /// <summary>True when absent values are cached by design.</summary>
    public bool CachesAbsence { get; init; }

    /// <summary>False where the cache shows its keys, but not the types of the values under them.</summary>
    public bool ShowsTypes { get; init; } = true;

    /// <summary>Look-ups by the application since start.</summary>
    public long Lookups { get; init; }

    /// <summary>One entry a key prefix.</summary>
    public IReadOnlyList<CachePrefix> Prefixes { get; init; } = [];

    /// <summary>Look-ups per route.</summary>
    public IReadOnlyList<CacheRoute> Routes { get; init; } = [];
}
