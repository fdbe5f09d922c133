using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    // Hot paths below the limit, each with too few look-ups to judge, may carry this share of all look-ups: the rest decides.
    private const double ShareToLeaveOpen = 0.05;

    public static readonly Check CacheHitRate = new()
    {
        Id = "3.1",
        Section = Section.Caching,
        Title = "Hot read paths find more than 80 % of what they look up in the cache",
        Threshold = "> 80 %",
        Severity = Severity.Medium,
        Remedy = "Lengthen the expiry of the prefix named above, and leave what changes with every request (ids of sessions, timestamps, user agents) out of its keys.",
        Limit = new CheckLimit { Default = 0.8, Unit = LimitUnit.Ratio, Minimum = 0.01, Maximum = 0.99, LowerIsStricter = false, Warn = 0.5, MinimumSamples = 1_000 },
        AppliesTo = Absences.Cache,
        Clears = ["1.1", "2.1"],
        Judge = Judge.From<CacheEvidence, HttpEvidence, CacheServerEvidence>(static (caches, http, servers, limits) =>
        {
            var leavesOutWrites = HitRate.LeavesOutWrites(caches, limits);
            var all = HitRate.OfAll(caches, leavesOutWrites);
            IReadOnlyList<HitRate> rates = [all, .. HitRate.OfHotPaths(caches, http, leavesOutWrites)];
            var low = rates.Where(rate => rate.Ratio <= limits.Limit).OrderBy(static rate => rate.Ratio).ToList();
            var broken = low.FindAll(rate => rate.Lookups >= limits.MinimumSamples);
            if (broken.Count > 0)
            {
                IReadOnlyList<Offender> offenders =
                [
                    .. broken.Where(rate => rate != all)
                        .Concat(HitRate.OfPrefixes(caches, leavesOutWrites).Where(rate => rate.Ratio <= limits.Limit).OrderByDescending(static rate => rate.Lookups - rate.Hits))
                        .DistinctBy(static rate => rate.Subject)
                        .Select(rate => rate.AsOffender(limits.Limit)),
                ];
                var observed = $"{broken[0].Subject}: {broken[0].AsOffender(limits.Limit).Observed}.{HitRate.SecondOpinion(servers)}";
                return broken[0].Ratio < limits.Warn
                    ? Verdict.Fail(VerdictSource.Measured, observed, offenders, all.Lookups)
                    : Verdict.Warn(VerdictSource.Measured, observed, offenders, all.Lookups);
            }

            if (CacheTraffic.UnseenClient(caches, servers) is { } past)
            {
                return caches.Unseen() is { } hidden ? Verdict.Blind(hidden) : HitRate.OfServers(servers) is { } server ? server.Decide(past, limits) : Verdict.Blind(past);
            }

            if (all.Lookups < limits.MinimumSamples || low.Sum(static rate => rate.Lookups) > ShareToLeaveOpen * all.Lookups)
            {
                if (all.Lookups == 0 && BlindSpotWords.First(caches.ServerOnly) is { } direct)
                {
                    return Verdict.Blind(direct);
                }

                var few = all.Lookups < limits.MinimumSamples ? all : low.MaxBy(static rate => rate.Lookups)!;
                return Verdict.TooFew(
                    VerdictSource.Measured,
                    $"{few.Subject}: {Units.Count(few.Lookups, "look-up")}, {Units.Percent(few.Ratio)} of them hits; only prefixes filled after a miss count{(leavesOutWrites ? ", and not what requests that write look up" : "")}.{HitRate.SecondOpinion(servers)}",
                    $"{Units.Count(limits.MinimumSamples - few.Lookups, "more look-up")} needed.",
                    few.Lookups);
            }

            return caches.Unseen() is { } unseen
                ? Verdict.Blind(unseen)
                : Verdict.Pass(
                    VerdictSource.Measured,
                    $"{Units.Percent(all.Ratio)} of {Units.Count(all.Lookups, "look-up")} in read-through prefixes hit (limit more than {Units.Percent(limits.Limit)}){(rates.Count > 1 ? $"; the lowest of {Units.Count(rates.Count - 1, "hot path")} with {Units.Percent(rates.Skip(1).Min(static rate => rate.Ratio))}" : "")}.{HitRate.SecondOpinion(servers)}",
                    all.Lookups);
        }),
    };
}
