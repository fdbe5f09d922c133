using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    private static readonly TimeSpan EvictionSpanNeeded = TimeSpan.FromMinutes(5);

    public static readonly Check EvictionRate = new()
    {
        Id = "3.8",
        Section = Section.Caching,
        Title = "Cache servers evict less than 5 % of their keys an hour",
        Threshold = "< 5 % eviction/hour",
        Severity = Severity.Medium,
        Remedy = "Raise maxmemory on the server named above, or shorten the expiry of its largest prefix.",
        Limit = new CheckLimit { Default = 0.05, Unit = LimitUnit.Ratio, Minimum = 0.001, Maximum = 1, Warn = 0.1 },
        AppliesTo = Absences.CacheServer,
        Clears = ["3.1"],
        Judge = Judge.From<CacheServerEvidence>(static (servers, limits) =>
        {
            var read = servers.Servers.Where(static server => server is { Unreadable: null, EvictionsPerKeyHour: >= 0 and < double.PositiveInfinity } && server.EvictionSpan >= EvictionSpanNeeded).OrderByDescending(static server => server.EvictionsPerKeyHour).ToList();
            var over = read.FindAll(server => server.EvictionsPerKeyHour >= limits.Limit);
            if (over.Count > 0)
            {
                var offenders = over.ConvertAll(server => new Offender(
                    server.Name,
                    $"{Units.Percent(server.EvictionsPerKeyHour!.Value)} of keys evicted an hour (limit under {Units.Percent(limits.Limit)}) {EvictionWindow(server)}",
                    server.MaxMemoryBytes > 0 ? $"CONFIG SET maxmemory {Math.Max(1, 2 * server.MaxMemoryBytes.Value >> 20)}mb" : null));
                var observed = $"{offenders[0].Subject}: {offenders[0].Observed}.";
                var verdict = over[0].EvictionsPerKeyHour > limits.Warn
                    ? Verdict.Fail(VerdictSource.Inspected, observed, offenders, read.Count)
                    : Verdict.Warn(VerdictSource.Inspected, observed, offenders, read.Count);
                return verdict with { Remedy = offenders[0].Remedy };
            }

            var blind = servers.Servers.FirstOrDefault(static server => server.Unreadable is not null || (server.EvictedKeys is null && server.EvictionsPerKeyHour is null));
            var young = servers.Servers.FirstOrDefault(static server => server.EvictionsPerKeyHour is not (>= 0 and < double.PositiveInfinity) || server.EvictionSpan < EvictionSpanNeeded);
            return blind is not null ? Verdict.Blind($"{blind.Name}: {blind.Unreadable ?? $"{blind.Product} does not count evicted_keys."}")
                : servers.Servers.Count == 0 ? Verdict.Blind("No cache server was read.")
                : young is not null ? Verdict.TooFew(VerdictSource.Inspected, $"{young.Name} {(young.EvictionsSinceServerStart ? "is up" : "was watched")} for {Units.Duration(young.EvictionSpan)} with {Units.Count(young.Keys ?? 0, "key")}.", $"{Units.Duration(EvictionSpanNeeded)} with keys are needed.", 0)
                : Verdict.Pass(VerdictSource.Inspected, $"{string.Join(", ", read.Select(static server => $"{server.Name} evicted {Units.Percent(server.EvictionsPerKeyHour!.Value)} of its keys an hour {EvictionWindow(server)}{(server.MaxMemoryBytes == 0 ? " (its memory is unlimited: 3.4)" : "")}"))} (limit under {Units.Percent(limits.Limit)}).", read.Count);
        }),
    };

    private static string EvictionWindow(CacheServer server) => server.EvictionsSinceServerStart
        ? $"since the server's start {Units.Duration(server.EvictionSpan)} ago"
        : $"in the {Units.Duration(server.EvictionSpan)} that the audit watched";
}
