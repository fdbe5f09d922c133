using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    private const long AbsentLookupsNeeded = 100;
    private const double AbsentShareToFail = 0.1;

    public static readonly Check NegativeCaching = new()
    {
        Id = "3.7",
        Section = Section.Caching,
        Title = "Look-ups of what does not exist are answered from the cache",
        Threshold = "Bloom filter or null-TTL caching",
        Severity = Severity.Low,
        Remedy = "Store the absence with a short expiry where the prefix named above is filled; HybridCache.GetOrCreateAsync does so when the factory returns null. Do not look up what is never stored.",
        AppliesTo = Absences.Cache,
        Attestable = true,
        Clears = ["3.6"],
        Judge = Judge.From<CacheEvidence, CacheServerEvidence, InventoryEvidence, QueryEvidence>(static (caches, servers, inventory, queries, _) =>
        {
            var seesCosts = AbsenceList.SeesCosts(caches, inventory, queries);
            var lists = caches.Subjects().Where(subject => AbsenceList.Is(subject.Prefix, seesCosts)).ToList();
            var subjects = caches.Subjects().Except(lists).ToList();
            var aside = lists.Count == 0 ? "" : $" Left out, since nothing is stored or asked after a miss: {string.Join(", ", lists.Select(static list => $"{list.Name} ({Units.Count(list.Prefix.Lookups(), "look-up")})"))}.";
            var lookups = subjects.Sum(static subject => subject.Prefix.Lookups());
            var absent = subjects.Sum(static subject => subject.Prefix.AbsentLookups);
            var repeated = subjects.Where(static subject => subject.Prefix.RepeatedlyAbsentKeys > 0 && !AbsenceList.MayBe(subject.Prefix)).OrderByDescending(static subject => subject.Prefix.AbsentLookups).ToList();
            if (repeated.Count > 0)
            {
                var share = (double)repeated.Sum(static subject => subject.Prefix.AbsentLookups) / Math.Max(1, lookups);
                var offenders = repeated.ConvertAll(static subject => new Offender(subject.Name, $"{Units.Count(subject.Prefix.RepeatedlyAbsentKeys, "key")} missed three times or more and never filled, {Units.Count(subject.Prefix.AbsentLookups, "look-up")} in vain"));
                var observed = $"{Units.Percent(share)} of {Units.Count(lookups, "look-up")} missed what is never stored, because it does not exist or is not meant to be cached, under prefixes that ask again and again (limit 0, fails above {Units.Percent(AbsentShareToFail)}); worst is {offenders[0].Subject}: {offenders[0].Observed}.{aside}";
                return share > AbsentShareToFail
                    ? Verdict.Fail(VerdictSource.Measured, observed, offenders, absent)
                    : Verdict.Warn(VerdictSource.Measured, observed, offenders, absent);
            }

            var used = subjects.GroupBy(static subject => subject.Cache).Where(static cache => cache.Any(static subject => subject.Prefix.Misses > 0 || subject.Prefix.Fills > 0)).ToList();
            var quiet = used.Find(static cache => !IsSeen(cache) && cache.Sum(static subject => subject.Prefix.AbsentLookups) < AbsentLookupsNeeded);
            var open = subjects.Find(static subject => subject.Prefix.RepeatedlyAbsentKeys > 0);
            // A lack of samples outweighs blindness: nobody's statement replaces it.
            return quiet is not null ? Verdict.TooFew(VerdictSource.Measured, $"{quiet.Key.Name}: {Units.Count(quiet.Sum(static subject => subject.Prefix.AbsentLookups), "look-up")} of what does not exist; {AbsentLookupsNeeded} are needed.{aside}", "Ask for ids that do not exist, several times each.", absent)
                : open is not null ? Verdict.Blind($"{open.Name}: {Units.Count(open.Prefix.RepeatedlyAbsentKeys, "key")} missed three times or more, and nothing was ever stored after a miss. Either it is a list whose absent keys are the answer, as of revoked tokens: exempt the prefix {open.Prefix.Prefix}. Or it is a cache that nothing fills.")
                : (caches.Unseen() ?? CacheTraffic.UnseenClient(caches, servers) ?? (used.Count == 0 ? BlindSpotWords.First(caches.ServerOnly) : null)) is { } unseen ? Verdict.Blind(unseen)
                : used.Count == 0 ? Verdict.TooFew(VerdictSource.Measured, $"No cache was filled yet.{aside}", "Send requests that fill the cache.", 0)
                : Verdict.Pass(VerdictSource.Measured, $"{string.Join(", ", used.Select(static cache => IsSeen(cache) ? $"{cache.Key.Name} caches absence" : $"{cache.Key.Name} met {Units.Count(cache.Sum(static subject => subject.Prefix.AbsentLookups), "look-up")} of what does not exist, no key three times"))}.{aside}", absent);

            static bool IsSeen(IGrouping<CacheUse, CacheSubject> cache) => cache.Key.CachesAbsence || cache.Any(static subject => subject.Prefix.AbsencesCached > 0);
        }),
    };
}
