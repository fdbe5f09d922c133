using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    public static readonly Check StatelessService = new()
    {
        Id = "8.2",
        Section = Section.Scalability,
        Title = "No state between requests lives in the process",
        Threshold = "state in Redis/DB only",
        Severity = Severity.High,
        Remedy = """
            Keep it in Redis: sessions and IDistributedCache (package Microsoft.Extensions.Caching.StackExchangeRedis), the key ring (Microsoft.AspNetCore.DataProtection.StackExchangeRedis); hubs by AddSignalR().AddStackExchangeRedis("cache:6379") (Microsoft.AspNetCore.SignalR.StackExchangeRedis):
                using Microsoft.AspNetCore.DataProtection;
                builder.Services.AddStackExchangeRedisCache(redis => redis.Configuration = "cache:6379");
                builder.Services.AddDataProtection().PersistKeysToStackExchangeRedis(StackExchange.Redis.ConnectionMultiplexer.Connect("cache:6379"));
            """,
        Judge = Judge.From<StateEvidence>(static (state, _) =>
        {
            var inProcess = state.Stores.Where(static store => store is { InUse: true, Location: StateLocation.InProcess }).ToList();
            var unsure = state.Stores.Where(static store => store.InUse != false && store.Location is StateLocation.Unknown or StateLocation.LocalFiles or StateLocation.InProcess).ToList();
            var unlooked = Enum.GetValues<StateKind>().Except(state.Stores.Select(static store => store.Kind)).ToList();
            var used = state.Stores.Count(static store => store.InUse == true);
            var observed = $"{inProcess.Count} of {Units.Count(used, "kind")} of state in use live in the process ({Units.Count(state.Stores.Count, "kind")} looked for).";
            return inProcess.Count > 0 ? Verdict.Fail(VerdictSource.Inspected, observed, inProcess.ConvertAll(Stored), state.Stores.Count)
                : unlooked.Count > 0 ? Verdict.Blind($"Not looked for: {string.Join(", ", unlooked.Select(StateWords))}.", observed)
                : unsure.Count > 0 ? Verdict.Blind($"Whether the {StateWords(unsure[0].Kind)} are shared between instances cannot be told.", observed, unsure.ConvertAll(Stored))
                : Verdict.Pass(VerdictSource.Inspected, observed, state.Stores.Count);
        }),
    };

    private static Offender Stored(StateStore store) => new(
        StateWords(store.Kind) + (store.Implementation is null ? "" : $" ({store.Implementation})"),
        (store.Location switch
        {
            StateLocation.InProcess => "in the process",
            StateLocation.LocalFiles => "in local files, which another instance sees only on a shared volume",
            _ => "at a place that cannot be told",
        }) + (store.InUse is null ? ", if they are used at all" : ""));

    private static string StateWords(StateKind kind) => kind switch
    {
        StateKind.Session => "sessions",
        StateKind.TempData => "TempData entries",
        StateKind.KeyRing => "data protection keys",
        StateKind.HubConnections => "SignalR connections",
        _ => "distributed cache entries",
    };
}
