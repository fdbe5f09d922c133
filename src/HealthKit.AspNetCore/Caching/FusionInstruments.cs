namespace HealthKit.Caching;

/// <summary>Names of FusionCache, read from ZiggyCreatures.FusionCache 2.9. Its package is not referenced.</summary>
/// <remarks>Its meter is not used: it counts FusionCache's own look-ups of tags and clears among the application's, two for each hit where there is a second level without a backplane.</remarks>
internal static class FusionInstruments
{
    public const string Cache = "ZiggyCreatures.Caching.Fusion.IFusionCache";
    public const string NamedCache = "ZiggyCreatures.Caching.Fusion.Internals.Provider.LazyNamedCache";
    public const string HybridAdapter = "ZiggyCreatures.Caching.Fusion.MicrosoftHybridCache.FusionHybridCache";

    /// <summary>Properties of the cache, of the holder of a named one, of the adapter and of what events carry.</summary>
    public const string CacheName = "CacheName";
    public const string CacheOfName = "Cache";
    public const string AdapterInner = "InnerFusionCache";
    public const string Events = "Events";
    public const string Key = "Key";

    /// <summary>Events of its first level, and what an eviction carries.</summary>
    public const string MemoryEvents = "Memory";
    public const string Eviction = "Eviction";
    public const string Reason = "Reason";

    public const string Hit = "Hit";
    public const string Miss = "Miss";
    public const string Set = "Set";
    public const string Fill = "FactorySuccess";
    public const string BackgroundFill = "BackgroundFactorySuccess";

    /// <summary>What the keys of its own look-ups hold.</summary>
    public const string OwnKeys = "__fc:t:";
}
