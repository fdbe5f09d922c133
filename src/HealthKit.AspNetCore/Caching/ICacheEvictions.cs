namespace HealthKit.Caching;

/// <summary>A package's own count of evicted entries, for the metric.</summary>
internal interface ICacheEvictions
{
    /// <summary>Entries evicted since this process began to look, by cache.</summary>
    IEnumerable<(string Cache, long Evictions)> Read();
}
