namespace HealthKit.Caching;

/// <summary>What the inventory states about caches.</summary>
internal interface ICacheInventory
{
    /// <summary>Look-ups by the application since start, in every cache that is observed.</summary>
    long Lookups { get; }

    /// <summary>True when an observer stands before every cache that the host registered, so that zero look-ups proves something.</summary>
    bool AllObserved { get; }
}
