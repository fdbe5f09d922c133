using HealthKit.Evidence;
using HealthKit.Npgsql.Commands;
using HealthKit.Npgsql.Pools;
using HealthKit.Npgsql.Sql;
using Npgsql;

namespace HealthKit.Npgsql.Databases;

/// <summary>
/// Has hot statements planned, and watches what the counters of the tables that a plan scans do meanwhile: a plan alone may be one that real
/// parameters never get, and counters alone mix in other clients.
/// </summary>
internal sealed class PlanWatch(DatabaseSignals signals, TimeProvider time)
{
    private const int PlansARound = 10;
    private const int MostPlans = 200;
    private const double HotShare = 0.8;

    private static readonly TimeSpan PlanAgain = TimeSpan.FromMinutes(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, WatchedPlan> _plans = new(StringComparer.Ordinal);

    /// <summary>Plans what has become hot in a database and reads the counters, over HealthKit's own open connection.</summary>
    public async Task AskAsync(NpgsqlConnection connection, Database database, CancellationToken cancellationToken)
    {
        var tables = await TableCounters.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
        var now = time.GetUtcNow();
        foreach (var statement in Hot().Where(statement => RunsIn(statement, database)).Where(statement => IsDue(statement, now)).Take(PlansARound))
        {
            var explained = await PlanReader.ExplainAsync(connection, statement.PlannableText!, cancellationToken).ConfigureAwait(false);
            lock (_gate)
            {
                // Planned again, it keeps the counters it began with.
                var watched = _plans.GetValueOrDefault(statement.Fingerprint);
                _plans[statement.Fingerprint] = watched is not null && watched.Plan.Hash == explained.Hash
                    ? watched with { PlannedAt = now }
                    : new WatchedPlan(statement, database.Name, explained, now, statement.Calls, tables, tables);
            }
        }

        lock (_gate)
        {
            foreach (var (fingerprint, watched) in _plans.Where(plan => plan.Value.Database == database.Name).ToArray())
            {
                _plans[fingerprint] = watched with { Latest = tables, LatestCalls = watched.Statement.Calls };
            }
        }
    }

    /// <summary>What is known of the hot statements' plans.</summary>
    public QueryPlanEvidence Read(DateTimeOffset now, TimeSpan maxAge)
    {
        var hot = Hot().ToArray();
        lock (_gate)
        {
            return new QueryPlanEvidence { ObservedAt = now, MaxAge = maxAge, Plans = [.. hot.Select(Describe)] };
        }
    }

    private static bool IsPlannable(Statement statement) => statement.Kind == SqlCommandKind.Query;

    // The smallest sets that reach 80 % of all calls and of all time.
    private IEnumerable<Statement> Hot()
    {
        var half = signals.Half;
        var all = signals.Statements.All.Where(IsPlannable).Select(statement => (Statement: statement, Seen: statement.Read(half))).ToArray();
        return Top(all, static seen => seen.Calls).Concat(Top(all, static seen => seen.TotalTime.Ticks)).Distinct().Take(MostPlans);
    }

    private static IEnumerable<Statement> Top((Statement Statement, StatementEvidence Seen)[] all, Func<StatementEvidence, long> measure)
    {
        var (reached, enough) = (0L, HotShare * all.Sum(entry => measure(entry.Seen)));
        foreach (var (statement, seen) in all.OrderByDescending(entry => measure(entry.Seen)))
        {
            if (reached >= enough)
            {
                yield break;
            }

            reached += measure(seen);
            yield return statement;
        }
    }

    private static bool RunsIn(Statement statement, Database database) =>
        PoolSettings.TryParse(statement.Pool, out var settings) ? settings.Key == database.Settings.Key : statement.Pool == database.PoolName || (database.PoolName is null && database.Source is not null);

    private bool IsDue(Statement statement, DateTimeOffset now)
    {
        lock (_gate)
        {
            return statement.PlannableText is not null
                && (!_plans.TryGetValue(statement.Fingerprint, out var watched) ? _plans.Count < MostPlans : now - watched.PlannedAt >= PlanAgain);
        }
    }

    private QueryPlan Describe(Statement statement)
    {
        var seen = statement.Read(signals.Half);
        var plan = new QueryPlan { Fingerprint = statement.Fingerprint, Text = statement.Text, Routes = seen.Routes, Calls = seen.Calls };
        if (!_plans.TryGetValue(statement.Fingerprint, out var watched))
        {
            return plan with
            {
                Unexplained = statement.PlannableText is null
                    ? "Every text seen of it holds values other than numbers of rows, and HealthKit keeps no value; pass them as parameters."
                    : "It has not been planned yet.",
            };
        }

        return watched.Plan.Unexplained is { } reason
            ? plan with { Unexplained = reason }
            : plan with { PlanHash = watched.Plan.Hash, SequentialScans = [.. watched.Plan.Scans.Select(watched.Measure).OfType<SequentialScanEvidence>()] };
    }
}
