using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    public static readonly Check EvictionPolicy = new()
    {
        Id = "3.3",
        Section = Section.Caching,
        Title = "Every cache server evicts what was least used",
        Threshold = "allkeys-lru or volatile-lru set",
        Severity = Severity.High,
        Remedy = "CONFIG SET maxmemory-policy allkeys-lru",
        AppliesTo = Absences.CacheServer,
        Judge = Judge.From<CacheServerEvidence>(static (servers, _) =>
        {
            var policies = servers.Servers.Where(static server => server is { Unreadable: null, MaxMemoryPolicy.Length: > 0 }).Select(static server => new ServerEvictionPolicy(server)).ToList();
            var worst = policies.Where(static policy => policy.Outcome is not Outcome.Pass).OrderByDescending(static policy => policy.Outcome).ToList();
            if (worst.Count > 0)
            {
                var offenders = worst.ConvertAll(static policy => policy.AsOffender());
                var observed = $"{offenders[0].Subject}: {offenders[0].Observed}.";
                var verdict = worst[0].Outcome is Outcome.Fail
                    ? Verdict.Fail(VerdictSource.Inspected, observed, offenders, policies.Count)
                    : Verdict.Warn(VerdictSource.Inspected, observed, offenders, policies.Count);
                return verdict with { Remedy = offenders[0].Remedy };
            }

            var blind = servers.Servers.FirstOrDefault(static server => server.Unreadable is not null || string.IsNullOrEmpty(server.MaxMemoryPolicy));
            return blind is not null ? Verdict.Blind($"{blind.Name}: {blind.Unreadable ?? $"{blind.Product} does not show maxmemory_policy."}")
                : policies.Count == 0 ? Verdict.Blind("No cache server was read.")
                : Verdict.Pass(VerdictSource.Inspected, $"{string.Join(", ", policies.Select(static policy => $"{policy.Server.Name} {policy.Words}"))}.", policies.Count);
        }),
    };
}
