namespace HealthKit.Caching;

/// <summary>Look-ups in one cache on behalf of one route.</summary>
internal sealed class RouteLookups
{
    private long _hits;
    private long _misses;

    public long Hits => Volatile.Read(ref _hits);

    public long Misses => Volatile.Read(ref _misses);

    public void Add(RequestLookups request)
    {
        Interlocked.Add(ref _hits, request.Hits);
        Interlocked.Add(ref _misses, request.Misses);
    }
}
