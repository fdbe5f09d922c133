using HealthKit.Signals;

namespace HealthKit.Caching;

/// <summary>Look-ups of one request in one cache: one small object for each cache that a request uses.</summary>
internal sealed class RequestLookups(CacheSignals cache, RequestLookups? next, bool isOfRead)
{
    private PrefixSlot? _prefix;
    private bool _hasSeveral;
    private int _roundTrips;
    private int _elsewhere;
    private int _hits;
    private int _misses;

    public CacheSignals Cache => cache;

    /// <summary>The look-ups of the same request in another cache.</summary>
    public RequestLookups? Next => next;

    /// <summary>Whether the request was known to read when it first looked up.</summary>
    public bool IsOfRead => isOfRead;

    public int Hits => Volatile.Read(ref _hits);

    public int Misses => Volatile.Read(ref _misses);

    /// <summary>Counts one look-up for the request that the running code serves, if it serves one.</summary>
    public static void Count(CacheSignals cache, PrefixSlot prefix, bool hit)
    {
        if (RequestScope.Current is not { } scope)
        {
            return;
        }

        var lookups = Find(scope, cache) ?? Add(scope, cache);
        lookups._prefix ??= prefix;
        lookups._hasSeveral |= !ReferenceEquals(lookups._prefix, prefix);
        if (lookups.IsOfRead)
        {
            prefix.CountOfReadRequest();
        }

        if (hit)
        {
            Interlocked.Increment(ref lookups._hits);
        }
        else
        {
            if (Interlocked.Increment(ref lookups._misses) == 1)
            {
                lookups._roundTrips = scope.RoundTrips;
                lookups._elsewhere = lookups.Elsewhere(scope);
            }
        }
    }

    /// <summary>Tells the prefix, where the request looked up no other one in this cache, what became of it.</summary>
    public void Complete(RequestScope scope, bool isRead)
    {
        if (_hasSeveral || _prefix is not { } prefix)
        {
            return;
        }

        if (!isRead)
        {
            prefix.CountOfWrites(Hits, Misses);
        }

        if (Misses > 0 && scope.RoundTrips == Volatile.Read(ref _roundTrips) && Elsewhere(scope) == Volatile.Read(ref _elsewhere)
            && (scope.Notes & (RequestNotes.CalledOut | RequestNotes.Failed)) == 0)
        {
            prefix.CountMissesWithoutCost(Misses);
        }
    }

    // A miss of a first level costs a call of the second.
    private int Elsewhere(RequestScope scope)
    {
        int count = 0;
        for (var lookups = scope.Caches as RequestLookups; lookups is not null; lookups = lookups.Next)
        {
            count += ReferenceEquals(lookups, this) ? 0 : lookups.Hits + lookups.Misses;
        }

        return count;
    }

    /// <summary>Whether a store in the running code can be a fill: it serves no request, or one that has missed in this cache.</summary>
    public static bool MayFill(CacheSignals cache) => RequestScope.Current is not { } scope || Find(scope, cache) is { Misses: > 0 };

    private static RequestLookups? Find(RequestScope scope, CacheSignals cache)
    {
        var lookups = scope.Caches as RequestLookups;
        while (lookups is not null && !ReferenceEquals(lookups.Cache, cache))
        {
            lookups = lookups.Next;
        }

        return lookups;
    }

    // Taken once for each cache and request; a request may look up in parallel.
    private static RequestLookups Add(RequestScope scope, CacheSignals cache)
    {
        lock (scope)
        {
            if (Find(scope, cache) is { } known)
            {
                return known;
            }

            var fresh = new RequestLookups(cache, scope.Caches as RequestLookups, RouteLookupObserver.IsRead(scope));
            scope.Caches = fresh;
            return fresh;
        }
    }
}
