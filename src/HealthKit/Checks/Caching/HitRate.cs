using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>The hit rate of one subject: all read-through prefixes together, a hot read route, or a hot prefix.</summary>
internal sealed record HitRate(string Subject, long Hits, long Lookups)
{
    public double Ratio => Lookups > 0 ? (double)Hits / Lookups : 0;

    public Offender AsOffender(double limit) =>
        new(Subject, $"{Units.Percent(Ratio)} of {Units.Count(Lookups, "look-up")} hit (limit more than {Units.Percent(limit)})");

    /// <summary>
    /// Whether look-ups of requests that write stay out: a key of its own for each write (an idempotency key, a lock) is no read path. They do only beside enough
    /// look-ups of requests that read, and no fewer than they are themselves: a service that is read by POST (gRPC, GraphQL) is judged by all that it looks up.
    /// </summary>
    public static bool LeavesOutWrites(CacheEvidence caches, Limits limits)
    {
        var cached = caches.Subjects().Where(static subject => subject.Prefix.IsReadAsCache()).Select(static subject => subject.Prefix).ToList();
        var reads = cached.Sum(static prefix => prefix.LookupsOfReadRequests);
        return reads >= limits.MinimumSamples && reads >= cached.Sum(static prefix => prefix.HitsOfWrites + prefix.MissesOfWrites);
    }

    /// <summary>All read-through prefixes.</summary>
    public static HitRate OfAll(CacheEvidence caches, bool leavesOutWrites)
    {
        var prefixes = OfPrefixes(caches, leavesOutWrites);
        return new HitRate("All read-through prefixes", prefixes.Sum(static prefix => prefix.Hits), prefixes.Sum(static prefix => prefix.Lookups));
    }

    /// <summary>
    /// Hot read routes, from caches of which every look-up is read-through. Where a cache also serves as a store, a route's figures mix both,
    /// so its hot prefixes stand in for the routes.
    /// </summary>
    public static IReadOnlyList<HitRate> OfHotPaths(CacheEvidence caches, HttpEvidence? http, bool leavesOutWrites)
    {
        var pure = caches.Caches.ToLookup(IsReadThrough);
        var routes = pure[true]
            .SelectMany(static cache => cache.Routes)
            .GroupBy(static route => route.Route)
            .Select(static route => new HitRate(route.Key, route.Sum(static part => part.Hits), route.Sum(static part => part.Hits + part.Misses)))
            .ToList();
        var prefixes = OfPrefixes(caches with { Caches = [.. pure[false]] }, leavesOutWrites);
        return [.. HotReads(routes, http), .. Hot.Of(prefixes, static rate => rate.Lookups, static _ => TimeSpan.Zero)];
    }

    public static IReadOnlyList<HitRate> OfPrefixes(CacheEvidence caches, bool leavesOutWrites) =>
    [
        .. caches.Subjects().Where(static subject => subject.Prefix.IsReadAsCache()).Select(subject => leavesOutWrites
            ? new HitRate(subject.Name, subject.Prefix.HitsOfReads(), subject.Prefix.LookupsOfReads())
            : new HitRate(subject.Name, subject.Prefix.Hits, subject.Prefix.Lookups())),
    ];

    /// <summary>What the servers say of all their clients together; never decides.</summary>
    public static string SecondOpinion(CacheServerEvidence? servers) => string.Concat((servers?.Servers ?? [])
        .Where(static server => server is { KeyspaceHits: not null, KeyspaceMisses: not null } && server.KeyspaceHits + server.KeyspaceMisses > 0)
        .Select(static server => $" {server.Name} itself, with every client it has, counts {Units.Percent((double)server.KeyspaceHits!.Value / (server.KeyspaceHits.Value + server.KeyspaceMisses!.Value))}."));

    /// <summary>What the servers count since they are watched; null where none was read twice.</summary>
    public static HitRate? OfServers(CacheServerEvidence? servers)
    {
        var counted = (servers?.Servers ?? []).Where(static server => server is { KeyspaceHits: not null, KeyspaceMisses: not null }).ToList();
        return counted.Count == 0 ? null : new HitRate(
            string.Join(" and ", counted.Select(static server => server.Name)),
            counted.Sum(static server => server.KeyspaceHits!.Value),
            counted.Sum(static server => server.KeyspaceHits!.Value + server.KeyspaceMisses!.Value));
    }

    /// <summary>The verdict of the servers, where the client shows nothing. They count for all their clients, so a low rate is no more than a warning.</summary>
    public Verdict Decide(string unseen, Limits limits)
    {
        var observed = $"{Subject}, with every client: {Units.Percent(Ratio)} of {Units.Count(Lookups, "look-up")} hit (limit more than {Units.Percent(limits.Limit)}). Per prefix and route it is not known: {unseen}";
        return Lookups < limits.MinimumSamples ? Verdict.TooFew(VerdictSource.Measured, observed, $"{Units.Count(limits.MinimumSamples - Lookups, "more look-up")} needed.", Lookups)
            : Ratio > limits.Limit ? Verdict.Pass(VerdictSource.Measured, observed, Lookups)
            : Verdict.Warn(VerdictSource.Measured, observed, [AsOffender(limits.Limit)], Lookups);
    }

    private static bool IsReadThrough(CacheUse cache) =>
        cache.Lookups <= cache.Prefixes.Where(static prefix => prefix.IsReadAsCache()).Sum(static prefix => prefix.Lookups());

    private static IEnumerable<HitRate> HotReads(List<HitRate> rates, HttpEvidence? http)
    {
        if (http is null)
        {
            var reads = rates.FindAll(static rate => rate.Subject.StartsWith("GET ", StringComparison.Ordinal) || rate.Subject.StartsWith("HEAD ", StringComparison.Ordinal));
            return Hot.Of(reads, static rate => rate.Lookups, static _ => TimeSpan.Zero);
        }

        var readers = http.Routes.Where(route => route.Kind is RouteKind.Read && rates.Exists(rate => rate.Subject == route.Name)).ToList();
        var hot = Hot.Of(readers, static route => route.Requests, static route => route.TotalTime).Select(static route => route.Name).ToHashSet(StringComparer.Ordinal);
        return rates.Where(rate => hot.Contains(rate.Subject));
    }
}
