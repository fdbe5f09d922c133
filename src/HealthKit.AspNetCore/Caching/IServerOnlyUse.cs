using HealthKit.Evidence;

namespace HealthKit.Caching;

/// <summary>A package's own knowledge of clients that look up past every cache interface.</summary>
internal interface IServerOnlyUse
{
    /// <summary>What is known now.</summary>
    IEnumerable<BlindSpot> Find();
}
