using HealthKit.Evidence;
using HealthKit.Npgsql.Commands;
using HealthKit.Npgsql.Sql;
using Npgsql;

namespace HealthKit.Npgsql.Databases;

/// <summary>
/// Has statements planned, the hot ones first and the others for their reviews, and watches what the counters of the tables that a plan scans do meanwhile:
/// a plan alone may be one that real parameters never get, and counters alone mix in other clients.
/// </summary>
internal sealed class PlanWatch(DatabaseSignals signals, AuditSettings settings, TimeProvider time)
{
    private const int PlansARound = 20;
    private const int MostPlans = 200;
    private const double HotShare = 0.8;
    private const string ReviewCheck = "2.7";
    private const double ReviewCalls = 1_000;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ColdFor = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, WatchedPlan> _plans = new(StringComparer.Ordinal);
    private readonly Dictionary<Statement, DateTimeOffset> _asked = [];
    private readonly Dictionary<string, string> _refusals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CounterPace> _counters = new(StringComparer.Ordinal);

    /// <summary>Plans what has become hot in a database and reads the counters of the tables that plans scan, over HealthKit's own open connection.</summary>
    public async Task AskAsync(NpgsqlConnection connection, Database database, ApplicationSession application, CancellationToken cancellationToken)
    {
        Refuse(database, application.Unknown);
        if (application.Unknown is null)
        {
            await PlanAsync(connection, database, application, cancellationToken).ConfigureAwait(false);
        }

        var (tables, pace) = Scanned(database);
        if (tables.Count == 0 || !pace.IsDue(time.GetUtcNow()))
        {
            return;
        }

        // Before the counters: what ends between the two is in them.
        var open = await OpenTransactions.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
        try
        {
            var counters = await TableCounters.ReadAsync(connection, tables, cancellationToken).ConfigureAwait(false);
            Observe(database, counters, open);
            pace.Done(counters, time.GetUtcNow());
        }
        catch (PostgresException refusal) when (Failure.IsOfOneStatement(refusal))
        {
            pace.Refused(refusal, time.GetUtcNow());
        }
    }

    /// <summary>What is known of the plans of all statements, as far as the capacity goes.</summary>
    public QueryPlanEvidence Read(DateTimeOffset now, TimeSpan maxAge)
    {
        var (hot, others) = Wanted();
        lock (_gate)
        {
            var wanted = hot.Concat(others).ToHashSet();
            foreach (var cold in _plans.Values.Where(plan => now - plan.PlannedAt > ColdFor && !wanted.Contains(plan.Statement)).ToArray())
            {
                _plans.Remove(cold.Statement.Fingerprint);
            }

            // Nobody came for them: their database is out of reach.
            foreach (var (statement, _) in _asked.Where(asked => now - asked.Value > LongestWait).ToArray())
            {
                statement.ForgetText();
                _asked.Remove(statement);
            }

            return new QueryPlanEvidence
            {
                ObservedAt = now,
                MaxAge = maxAge,
                Plans = [.. hot.Select(statement => Describe(statement, isHot: true)), .. others.Select(statement => Describe(statement, isHot: false))],
            };
        }
    }

    /// <summary>The tables in the plans of a database's statements.</summary>
    public IReadOnlyList<TableName> TablesOf(Database database)
    {
        lock (_gate)
        {
            return [.. _plans.Values.Where(plan => plan.Database == database.Name).SelectMany(static plan => plan.Plan.Tables)];
        }
    }

    private (IReadOnlyCollection<TableName> Tables, CounterPace Pace) Scanned(Database database)
    {
        lock (_gate)
        {
            if (!_counters.TryGetValue(database.Name, out var pace))
            {
                _counters.Add(database.Name, pace = new CounterPace());
            }

            return (_plans.Values.Where(plan => plan.Database == database.Name).SelectMany(static plan => plan.Plan.Scans).Select(static scan => scan.Table).ToHashSet(), pace);
        }
    }

    private void Observe(Database database, IReadOnlyDictionary<TableName, TableCounters> tables, OpenTransactions? open)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            foreach (var watched in _plans.Values.Where(plan => plan.Database == database.Name))
            {
                watched.Observe(tables, now, open);
            }
        }
    }

    // What a session of the application has set is not known: neither is what its statements mean there.
    private void Refuse(Database database, string? reason)
    {
        lock (_gate)
        {
            _refusals.Remove(database.Name);
            if (reason is not null)
            {
                _refusals.Add(database.Name, reason);
            }
        }
    }

    private async Task PlanAsync(NpgsqlConnection connection, Database database, ApplicationSession application, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var due = Due(database, now);
        for (var i = 0; i < due.Count; i++)
        {
            var (statement, text) = due[i];
            if (await PlanReader.ExplainAsync(connection, text, isOnlyText: statement.PlannableText is not null, application, cancellationToken).ConfigureAwait(false) is not { } explained)
            {
                // Another instance is at it.
                AskAgain(due.Skip(i), now);
                break;
            }

            lock (_gate)
            {
                // Planned again to the same end, it goes on with the counters it began with.
                if (_plans.TryGetValue(statement.Fingerprint, out var watched) && watched.Plan.IsSameAs(explained) && watched.Database == database.Name)
                {
                    watched.Renew(explained, now);
                }
                else
                {
                    _plans[statement.Fingerprint] = new WatchedPlan(statement, database.Name, explained, now);
                }
            }
        }
    }

    // A text with literals is planned at once and not kept; until the next one is seen there is nothing to plan.
    private List<(Statement Statement, string Text)> Due(Database database, DateTimeOffset now)
    {
        var due = new List<(Statement, string)>();
        var (hot, others) = Wanted();
        lock (_gate)
        {
            foreach (var (statement, isHot) in hot.Select(static statement => (statement, true)).Concat(others.Select(static statement => (statement, false))).Where(wanted => database.Runs(wanted.Item1)))
            {
                if (due.Count == PlansARound)
                {
                    break;
                }

                if (statement.IsTooLong || (_plans.TryGetValue(statement.Fingerprint, out var watched) && !watched.IsDue(now, isHot)))
                {
                    continue;
                }

                var text = statement.PlannableText ?? statement.TakeText();
                if (text is not null)
                {
                    _asked.Remove(statement);
                    due.Add((statement, text));
                }
                else if (_asked.TryAdd(statement, now))
                {
                    statement.AskForText();
                }
            }
        }

        return due;
    }

    // A text with literals is not kept until the turn comes: the next one will do.
    private void AskAgain(IEnumerable<(Statement Statement, string Text)> unplanned, DateTimeOffset now)
    {
        lock (_gate)
        {
            foreach (var (statement, _) in unplanned)
            {
                if (statement.PlannableText is null && _asked.TryAdd(statement, now))
                {
                    statement.AskForText();
                }
            }
        }
    }

    // The smallest sets that reach 80 % of all calls and of all time; and beside them what runs so often that its plan wants a review, and what is new.
    private (IReadOnlyList<Statement> Hot, IReadOnlyList<Statement> Others) Wanted()
    {
        var halves = signals.Halves;
        var all = signals.Statements.All.Where(static statement => statement.Kind == SqlCommandKind.Query).Select(statement => (Statement: statement, Seen: statement.Read(halves))).ToArray();
        var hot = Top(all, static seen => seen.Calls).Concat(Top(all, static seen => seen.TotalTime.Ticks)).Distinct().Take(MostPlans).ToArray();
        var limit = settings.Limits.GetValueOrDefault(ReviewCheck, ReviewCalls);
        var others = all.ExceptBy(hot, static entry => entry.Statement).ToArray();
        var busy = others.Where(entry => entry.Seen.CallsLastDay > limit).OrderByDescending(static entry => entry.Seen.CallsLastDay).Take(MostPlans);
        var rare = others.Where(entry => entry.Seen.CallsLastDay <= limit).OrderByDescending(static entry => entry.Seen.FirstSeen).Take(MostPlans);
        return (hot, [.. busy.Concat(rare).Select(static entry => entry.Statement)]);
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

    private QueryPlan Describe(Statement statement, bool isHot)
    {
        var seen = statement.Read(signals.Halves);
        var plan = new QueryPlan { Fingerprint = statement.Fingerprint, Text = statement.Text, Routes = seen.Routes, Calls = seen.Calls, IsHot = isHot };
        if (!_plans.TryGetValue(statement.Fingerprint, out var watched))
        {
            return plan with
            {
                Unexplained = statement.IsTooLong ? $"it is longer than {Units.Number(SqlFingerprint.LongestText)} characters"
                    : _refusals.Values.FirstOrDefault() is { } refusal ? refusal
                    : statement.PlannableText is null ? "every text seen of it holds literals, which HealthKit does not keep; the next one that runs is planned at once"
                    : "its turn has not come; 20 statements are planned every 15 s, by one instance at a time",
            };
        }

        return watched.Plan.Unexplained is { } reason
            ? plan with { Unexplained = reason }
            : plan with
            {
                PlanHash = watched.Plan.Hash,
                Outline = watched.Plan.Outline,
                SequentialScans = [.. watched.Measure()],
                Unseen = [.. watched.Plan.Unseen, .. Obstacles(watched)],
            };
    }

    private IEnumerable<string> Obstacles(WatchedPlan watched)
    {
        if (watched.Plan.Scans.Count > 0 && Uncounted(watched) is { } uncounted)
        {
            yield return uncounted;
        }

        if (watched.Statement.RanInSeveral && watched.Plan.Tables.Count > 0)
        {
            yield return $"it ran in several databases, whose indexes may differ; its plan is that of {watched.Database}, and how many of its calls went there is not known";
        }
    }

    /// <summary>The tables in a statement's plan, those below views among them.</summary>
    public IReadOnlyList<TableName> TablesOf(Statement statement)
    {
        lock (_gate)
        {
            return _plans.TryGetValue(statement.Fingerprint, out var watched) ? watched.Plan.Tables : [];
        }
    }

    private string? Uncounted(WatchedPlan watched) =>
        _counters.GetValueOrDefault(watched.Database)?.Refusal ?? (watched.IsObserved ? null : "the counters of the tables that it scans were not read yet");
}
