using HealthKit.Caching;

namespace HealthKit.Redis.Servers;

/// <summary>The servers' part of the eviction metric.</summary>
internal sealed class EvictionCounter(ServerReader reader) : ICacheEvictions
{
    public IEnumerable<(string Cache, long Evictions)> Read() => reader.Evictions;
}
