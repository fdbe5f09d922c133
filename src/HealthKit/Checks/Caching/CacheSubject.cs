using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>One key prefix of one cache.</summary>
internal sealed record CacheSubject(CacheUse Cache, CachePrefix Prefix)
{
    public string Name => $"{Prefix.Prefix} in {Cache.Name}";
}
