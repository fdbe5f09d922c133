using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    private const int PrefixesToCompare = 2;

    public static readonly Check KeyNamespaces = new()
    {
        Id = "3.5",
        Section = Section.Caching,
        Title = "No two entities share a key prefix",
        Threshold = "no two entities share a prefix",
        Severity = Severity.Medium,
        Remedy = "Rename the keys of one of the two entities named above to a prefix of its own, for example \"product:v1:{id}\" and \"price:v1:{id}\".",
        AppliesTo = Absences.Cache,
        Judge = Judge.From<CacheEvidence, CacheServerEvidence, InventoryEvidence>(static (caches, servers, inventory, _) =>
        {
            var spaces = KeyNamespace.Of(caches, servers);
            var collisions = spaces.SelectMany(static space => space.Collisions).ToList();
            var keys = spaces.Sum(static space => space.Keys);
            if (collisions.Count > 0)
            {
                return Verdict.Fail(VerdictSource.Inspected, $"{Units.Count(collisions.Count, "prefix", "prefixes")} shared; {collisions[0].Subject}: {collisions[0].Observed}.", collisions, keys);
            }

            if ((caches.Unseen() ?? CacheTraffic.UnseenServer(servers, inventory, static server => server.HasSample() ? null : server.Unreadable) ?? spaces.Select(static space => space.Unreadable).FirstOrDefault(static reason => reason is not null)) is { } unseen)
            {
                return Verdict.Blind(unseen);
            }

            return spaces.FirstOrDefault(static space => !space.IsEnough || space.Prefixes < PrefixesToCompare) is { } few
                ? Verdict.TooFew(VerdictSource.Inspected, $"{few.Name} showed {Units.Count(few.Prefixes, "prefix", "prefixes")} over {Units.Count(few.Keys, few.Unit)}.", few.Prefixes < PrefixesToCompare ? "One prefix cannot collide with another: a second one is needed." : $"{Units.Count(KeyNamespace.EnoughKeys - few.Keys, $"more {few.Unit}")} needed{(few.Unit == "key" ? ", or a look at all of them" : "")}.", keys)
                : spaces.Count == 0 ? Verdict.TooFew(VerdictSource.Inspected, "No cache was looked up yet.", "Send requests that use the cache.", 0)
                : Verdict.Pass(VerdictSource.Inspected, $"No prefix holds two types: {string.Join(", ", spaces.Select(static space => $"{Units.Count(space.Prefixes, "prefix", "prefixes")} over {Units.Count(space.Keys, space.Unit)} in {space.Name}"))}.", keys);
        }),
    };
}
