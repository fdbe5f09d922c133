namespace HealthKit.Sources;

/// <summary>Tells how much the application uses one kind of cache. A kind of cache that nobody observes has none, and proves no absence.</summary>
internal interface ICacheActivity
{
    /// <summary>Look-ups by the application since start, framework-internal ones apart.</summary>
    long Lookups { get; }

    /// <summary>True when every cache of this kind that the host registered is observed.</summary>
    bool IsComplete { get; }
}
