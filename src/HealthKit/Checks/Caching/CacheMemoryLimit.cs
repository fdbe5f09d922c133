using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    // Redis' own advice is to leave room for fragmentation and copies on write: twice what is used now, at least 64 MiB.
    private const long SmallestCacheBytes = 64L << 20;

    public static readonly Check CacheMemoryLimit = new()
    {
        Id = "3.4",
        Section = Section.Caching,
        Title = "Every cache has a memory limit",
        Threshold = "not unlimited",
        Severity = Severity.High,
        Remedy = "CONFIG SET maxmemory 256mb",
        AppliesTo = Absences.Cache,
        Judge = Judge.From<CacheEvidence, CacheServerEvidence, InventoryEvidence>(static (caches, servers, inventory, _) =>
        {
            var read = (servers?.Servers ?? []).Where(static server => server is { Unreadable: null, MaxMemoryBytes: not null }).ToList();
            var inProcess = caches.Caches.Where(static cache => cache is { InProcess: true, Lookups: > 0 }).ToList();
            var unlimited = read.FindAll(static server => server.MaxMemoryBytes <= 0);
            var unbounded = inProcess.FindAll(static cache => cache.Bounded is false);
            var looked = read.Count + inProcess.Count;
            IReadOnlyList<Offender> offenders =
            [
                .. unlimited.Select(static server => new Offender(server.Name, $"maxmemory is 0, unlimited{(server.UsedMemoryBytes is { } used ? $"; {Units.Bytes(used)} in use" : "")} (limit: any)", $"CONFIG SET maxmemory {Math.Max(SmallestCacheBytes, 2 * (server.UsedMemoryBytes ?? 0)) >> 20}mb")),
                .. unbounded.Select(static cache => new Offender(cache.Name, $"no size limit over {Units.Count(cache.Lookups, "look-up")}", "Set MemoryCacheOptions.SizeLimit, and Size on every entry (an entry without one then throws).")),
            ];
            if (offenders.Count > 0)
            {
                var observed = $"{Units.Count(offenders.Count, "cache")} of {looked} without a bound; {offenders[0].Subject}: {offenders[0].Observed}.";
                var verdict = unlimited.Count > 0 || offenders.Count == looked && CacheTraffic.UnseenServer(servers, inventory, static server => server.Unreadable) is null
                    ? Verdict.Fail(VerdictSource.Inspected, observed, offenders, looked)
                    : Verdict.Warn(VerdictSource.Inspected, observed, offenders, looked);
                return verdict with { Remedy = offenders[0].Remedy };
            }

            var unread = servers?.Servers.FirstOrDefault(static server => server.Unreadable is null && server.MaxMemoryBytes is null);
            var opaque = inProcess.Find(static cache => cache.Bounded is null);
            return (caches.Unseen() ?? CacheTraffic.UnseenServer(servers, inventory, static server => server.Unreadable)) is { } unseen ? Verdict.Blind(unseen)
                : unread is not null ? Verdict.Blind($"{unread.Name}: {unread.Product} does not show maxmemory.")
                : opaque is not null ? Verdict.Blind($"{opaque.Name}: its size limit cannot be read.")
                : looked == 0 ? Verdict.TooFew(VerdictSource.Inspected, "No cache was looked up yet.", "Send requests that use the cache.", 0)
                : Verdict.Pass(VerdictSource.Inspected, $"{string.Join(", ", read.Select(static server => $"{server.Name} is limited to {Units.Bytes(server.MaxMemoryBytes!.Value)}").Concat(inProcess.Select(static cache => $"{cache.Name} has a size limit")))}.", looked);
        }),
    };
}
