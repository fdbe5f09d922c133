using HealthKit.Evidence;
using HealthKit.Npgsql.Commands;
using HealthKit.Npgsql.Sql;

namespace HealthKit.Npgsql.Databases;

/// <summary>A statement's plan, and what the counters of the tables that it scans do while it is called.</summary>
internal sealed class WatchedPlan(Statement statement, string database, ExplainedPlan plan, DateTimeOffset plannedAt)
{
    private const int MostRemedies = 20;

    // As the judge of 2.3 asks for.
    private const double ScansPerCall = 0.5;
    private const long CallsToWatch = 20;

    // Standard deviations that are taken off calls known from samples: a proof is kept, and looked for again and again.
    private const double Sure = 4;

    // A session reports its counters at the end of a transaction, once a second at most, and within 10 s of being idle.
    // How long transactions last is asked for; one of more than a second reports as it ends.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan PlanAgain = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan PlanBadAgain = TimeSpan.FromMinutes(2);

    private Dictionary<TableName, TableCounters> _first = [];
    private Dictionary<TableName, TableCounters> _latest = [];
    private readonly Dictionary<string, SharedPace> _pace = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Calls, long WithoutIndex)> _compared = new(StringComparer.Ordinal);
    private (long Calls, DateTimeOffset At) _paceSince;
    private Dictionary<TableName, TableCounters> _paceFirst = [];
    private CallCount _firstCalls;
    private long _latestCalls;
    private CallCount _settledCalls;
    private (CallCount Calls, DateTimeOffset At, OpenTransactions? Open)? _settling;

    /// <summary>The statement.</summary>
    public Statement Statement => statement;

    /// <summary>The database it was planned in.</summary>
    public string Database => database;

    /// <summary>Its plan.</summary>
    public ExplainedPlan Plan { get; private set; } = plan;

    /// <summary>When it was planned last.</summary>
    public DateTimeOffset PlannedAt { get; private set; } = plannedAt;

    /// <summary>True once the counters of the tables that it scans were read.</summary>
    public bool IsObserved => _settling is not null;

    /// <summary>True when it is to be planned again: what is hot and scans or has no plan is looked at sooner, somebody may be mending it.</summary>
    public bool IsDue(DateTimeOffset now, bool isHot) => now - PlannedAt >= (isHot && (Plan.Unexplained is not null || Plan.Scans.Count > 0) ? PlanBadAgain : PlanAgain);

    /// <summary>Goes on with the same plan, made again.</summary>
    public void Renew(ExplainedPlan again, DateTimeOffset now) => (Plan, PlannedAt) = (again.After(Plan), now);

    /// <summary>Takes the counters of the large ones among the tables that plans scan.</summary>
    /// <param name="tables">The counters.</param>
    /// <param name="now">When they were read.</param>
    /// <param name="open">The transactions that were open just before; null where nobody knows.</param>
    public void Observe(IReadOnlyDictionary<TableName, TableCounters> tables, DateTimeOffset now, OpenTransactions? open)
    {
        var scanned = Plan.Scans.Select(static scan => scan.Table).Distinct().Where(tables.ContainsKey).ToDictionary(static table => table, table => tables[table]);
        var calls = new CallCount(statement.Calls, statement.CallsVariance);
        _latestCalls = calls.Calls;
        if (_settling is null || scanned.Any(table => !_first.ContainsKey(table.Key) || (_latest.TryGetValue(table.Key, out var before) && table.Value.IsBehind(before))))
        {
            // The first look, a table that has grown large since, or counters that were reset.
            (_first, _firstCalls, _settledCalls, _settling) = (scanned, calls, calls, (calls, now, open));
            _pace.Clear();
            _compared.Clear();
            (_paceFirst, _paceSince) = (scanned, (_latestCalls, now));
        }
        else if (now - _settling.Value.At >= Settling && _settling.Value.Open?.At <= open?.Since)
        {
            (_settledCalls, _settling) = (_settling.Value.Calls, (calls, now, open));
        }

        _latest = scanned;
        Compare();
        FollowPace(now);
    }

    /// <summary>The scans with what their tables' counters did; small tables left out, partitions taken together.</summary>
    public IEnumerable<SequentialScanEvidence> Measure()
    {
        foreach (var root in _latest.GroupBy(static table => table.Value.Root, StringComparer.Ordinal))
        {
            var tables = root.Select(static table => table.Key).ToHashSet();
            PlannedScan[] all = [.. Plan.Scans.Where(scan => tables.Contains(scan.Table))];
            PlannedScan[] certain = [.. all.Where(static scan => scan.Doubt is null)];
            if (all.Length > 0)
            {
                yield return Measure(root, certain.Length > 0 ? certain : all);
            }
        }
    }

    private SequentialScanEvidence Measure(IGrouping<string, KeyValuePair<TableName, TableCounters>> root, PlannedScan[] scans) => new()
    {
        Table = root.Key,
        EstimatedRows = root.First().Value.RootRows,
        CallsWatched = Math.Max(0, _latestCalls - _firstCalls.Calls),
        CallsSettled = Math.Max(0, _settledCalls.Calls - _firstCalls.Calls),
        CallsCompared = statement.RanInSeveral ? 0 : _compared.GetValueOrDefault(root.Key).Calls,
        CallsWithoutIndex = statement.RanInSeveral ? 0 : _compared.GetValueOrDefault(root.Key).WithoutIndex,
        NoIndexServes = scans.Any(static scan => scan.NoIndexServes),
        ScansWatched = root.Sum(table => table.Value.Scans - _first[table.Key].Scans),
        TuplesReadWatched = root.Sum(table => table.Value.TuplesRead - _first[table.Key].TuplesRead),
        TuplesReadByCalls = root.Sum(table => ReadByCalls(table.Value, _first[table.Key])),
        IndexScansWatched = root.Sum(table => table.Value.IndexScans - _first[table.Key].IndexScans),
        FollowsCalls = _pace.GetValueOrDefault(root.Key) is { IsSignificant: true, Slope: >= ScansPerCall },
        EndsEarly = scans.All(static scan => scan.EndsEarly),
        Doubt = scans[0].Doubt,
        CandidateIndex = Candidate(scans),
    };

    // Every scan beyond one a call may be another's, which has read the whole table; calls that may not be booked yet stand for none.
    private long ReadByCalls(TableCounters now, TableCounters first) => (long)Math.Max(0, now.TuplesRead - first.TuplesRead - Math.Max(0, now.Scans - first.Scans - SettledForCertain()) * now.Rows);

    private double SettledForCertain() => _settledCalls.Calls - _firstCalls.Calls - Sure * Math.Sqrt(Math.Max(0, _settledCalls.Variance - _firstCalls.Variance));

    // Uses of indexes go on after the calls that are settled, so that a later reading may show less than an earlier one did.
    private void Compare()
    {
        var calls = (long)SettledForCertain();
        if (calls < CallsToWatch)
        {
            return;
        }

        foreach (var root in _latest.GroupBy(static table => table.Value.Root, StringComparer.Ordinal))
        {
            var without = Math.Max(0, calls - root.Sum(table => table.Value.IndexScans - _first[table.Key].IndexScans));
            if (!_compared.TryGetValue(root.Key, out var best) || (double)without / calls > (double)best.WithoutIndex / best.Calls)
            {
                _compared[root.Key] = (calls, without);
            }
        }
    }

    // Readings far enough apart that most of what happened between them is in the server's counters.
    private void FollowPace(DateTimeOffset now)
    {
        if (now - _paceSince.At < Settling)
        {
            return;
        }

        foreach (var root in _latest.GroupBy(static table => table.Value.Root, StringComparer.Ordinal))
        {
            if (!_pace.TryGetValue(root.Key, out var pace))
            {
                _pace[root.Key] = pace = new SharedPace();
            }

            pace.Add(_latestCalls - _paceSince.Calls, root.Sum(table => table.Value.Scans - (_paceFirst.GetValueOrDefault(table.Key) ?? table.Value).Scans));
        }

        (_paceFirst, _paceSince) = (_latest, (_latestCalls, now));
    }

    private string? Candidate(PlannedScan[] scans)
    {
        var remedies = scans.Where(static scan => scan.Columns is not null)
            .Select(scan => IndexCandidate.Statement(_latest[scan.Table].Name, scan.Columns!)).Distinct(StringComparer.Ordinal).Take(MostRemedies).ToArray();
        return remedies.Length == 0 ? null : string.Join('\n', remedies);
    }

    private readonly record struct CallCount(long Calls, double Variance);
}
