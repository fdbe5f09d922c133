using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    public static readonly Check DependencyTimeouts = new()
    {
        Id = "7.3",
        Section = Section.Reliability,
        Title = "Every call to a database, another service or a cache has an explicit timeout",
        Threshold = "100 % have explicit timeout",
        Severity = Severity.High,
        Remedy = """
            Set the timeouts named above: http.Timeout on each HttpClient, for PostgreSQL in the connection string
                Timeout=15;Command Timeout=30
            and for Redis in its own
                connectTimeout=5000,syncTimeout=1000,asyncTimeout=1000
            """,
        Clears = ["1.5", "4.3"],
        Judge = Judge.From<InventoryEvidence, OutboundHttpEvidence, PoolEvidence, CacheClientEvidence>(static (inventory, http, pools, caches, _) =>
        {
            var timeouts = DependencyTimeout.Of(http).Concat(DependencyTimeout.Of(pools)).Concat(DependencyTimeout.Of(caches)).ToList();
            var infinite = timeouts.FindAll(static timeout => timeout.Setting is TimeoutSetting.Infinite);
            var implied = timeouts.FindAll(static timeout => timeout.Setting is TimeoutSetting.Default);
            var raw = timeouts.FindAll(static timeout => timeout is { IsRaw: true, Setting: TimeoutSetting.Unreadable });
            IReadOnlyList<Offender> offenders = [.. infinite.Concat(implied).Concat(raw).Select(static timeout => timeout.AsOffender())];
            if (offenders.Count > 0)
            {
                var observed = $"{offenders.Count} of {Units.Count(timeouts.Count, "timeout")} not explicit; {offenders[0].Subject}: {offenders[0].Observed}.";
                return infinite.Count > 0 ? Verdict.Fail(VerdictSource.Inspected, observed, offenders, timeouts.Count)
                    : implied.Count > 0 ? Verdict.Warn(VerdictSource.Inspected, observed, offenders, timeouts.Count)
                    : Verdict.Warn(VerdictSource.Inspected, observed, offenders, timeouts.Count).AsNotFound();
            }

            var unreadable = timeouts.Find(static timeout => timeout.Setting is TimeoutSetting.Unreadable);
            return unreadable is not null ? Verdict.Blind($"{unreadable.Subject}: {unreadable.Name} cannot be read.{(unreadable.Unreadable is { } reason ? " " + reason : "")}")
                : DependencyParts.Unseen(inventory, http, pools, caches) is { } unseen ? Verdict.Blind(unseen)
                : inventory.Requests < Absences.EnoughRequests ? Verdict.TooFew(VerdictSource.Inspected, $"{Units.Count(timeouts.Count, "timeout")} in {Units.Count(inventory.Requests, "request")}, all explicit.", $"{Units.Number(Absences.EnoughRequests)} requests are needed, so that a client which is seldom used shows.", timeouts.Count)
                : timeouts.Count == 0 ? Verdict.Blind($"No database, outbound call or cache server was seen in {Units.Count(inventory.Requests, "request")}.")
                : Verdict.Pass(VerdictSource.Inspected, $"All {timeouts.Count} timeouts are explicit: {string.Join(", ", timeouts.Select(static timeout => $"{timeout.Subject} {timeout.Name}{(timeout.Value is { } value ? $" {Units.Duration(value)}" : "")}"))}.", timeouts.Count);
        }),
    };
}
