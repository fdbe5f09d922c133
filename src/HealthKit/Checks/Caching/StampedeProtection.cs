using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    private const long ContendedMissesNeeded = 20;

    public static readonly Check StampedeProtection = new()
    {
        Id = "3.6",
        Section = Section.Caching,
        Title = "A popular key is filled once, however many requests miss it together",
        Threshold = "probabilistic early refresh (PER) or mutex in place",
        Severity = Severity.Medium,
        Remedy = """
            Fill the prefix named above through HybridCache.GetOrCreateAsync: one caller fills, the others wait for it (package Microsoft.Extensions.Caching.Hybrid).
                builder.Services.AddHybridCache();
            """,
        AppliesTo = Absences.Cache,
        Attestable = true,
        Clears = ["3.7", "3.2"],
        Judge = Judge.From<CacheEvidence, CacheServerEvidence>(static (caches, servers, _) =>
        {
            var duplicated = caches.Subjects().Where(static subject => subject.Prefix.DuplicateFills > 0).OrderByDescending(static subject => subject.Prefix.DuplicateFills).ToList();
            var contended = caches.Subjects().Sum(static subject => subject.Prefix.ContendedMisses);
            if (duplicated.Count > 0)
            {
                var offenders = duplicated.ConvertAll(static subject => new Offender(subject.Name, $"{Units.Count(subject.Prefix.DuplicateFills, "fill")} of a key that was being filled already (limit 0), {Units.Number((subject.Prefix.Fills + subject.Prefix.DuplicateFills) / (double)Math.Max(1, subject.Prefix.Fills))} fills for one"));
                return Verdict.Fail(VerdictSource.Measured, $"{offenders[0].Subject}: {offenders[0].Observed}.", offenders, contended);
            }

            // Hits alone need no fill: such a cache is a store, and has no stampede.
            var filled = caches.Caches.Where(static cache => cache.Prefixes.Any(static prefix => prefix.Misses > 0 || prefix.Fills > 0)).ToList();
            var quiet = filled.Find(static cache => !cache.ProtectsFromStampede && cache.Prefixes.Sum(static prefix => prefix.ContendedMisses) < ContendedMissesNeeded);
            // A lack of samples outweighs blindness: nobody's statement replaces it.
            return quiet is not null ? Verdict.TooFew(VerdictSource.Measured, $"{quiet.Name}: {Units.Count(quiet.Prefixes.Sum(static prefix => prefix.ContendedMisses), "miss", "misses")} met a fill under way; {ContendedMissesNeeded} are needed.", "Load the service until several requests miss one key together, or fill through HybridCache.", contended)
                : (caches.Unseen() ?? CacheTraffic.UnseenClient(caches, servers) ?? (filled.Count == 0 ? BlindSpotWords.First(caches.ServerOnly) : null)) is { } unseen ? Verdict.Blind(unseen)
                : filled.Count == 0 ? Verdict.TooFew(VerdictSource.Measured, "No cache was filled yet.", "Send requests that fill the cache.", 0)
                : Verdict.Pass(VerdictSource.Measured, $"{string.Join(", ", filled.Select(static cache => cache.ProtectsFromStampede ? $"{cache.Name} fills a key once by design" : $"{cache.Name} showed no duplicate fill in {Units.Count(cache.Prefixes.Sum(static prefix => prefix.ContendedMisses), "contended miss", "contended misses")}"))}.", contended);
        }),
    };
}
