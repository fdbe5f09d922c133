using HealthKit.Evidence;

namespace HealthKit.Caching;

/// <summary>A package's own knowledge of caches that cannot be seen at their API.</summary>
internal interface ICacheBlindSpots
{
    /// <summary>What cannot be seen, as known now.</summary>
    IEnumerable<BlindSpot> Find();
}
