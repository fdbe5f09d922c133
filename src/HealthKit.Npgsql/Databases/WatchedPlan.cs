using HealthKit.Evidence;
using HealthKit.Npgsql.Commands;

namespace HealthKit.Npgsql.Databases;

/// <summary>A statement's plan, and the tables' counters as it was made and as they are now.</summary>
internal sealed record WatchedPlan(
    Statement Statement,
    string Database,
    ExplainedPlan Plan,
    DateTimeOffset PlannedAt,
    long FirstCalls,
    IReadOnlyDictionary<string, TableCounters> First,
    IReadOnlyDictionary<string, TableCounters> Latest)
{
    /// <summary>Calls at the time of <see cref="Latest"/>.</summary>
    public long LatestCalls { get; init; } = FirstCalls;

    /// <summary>One scan with what its table's counters did; null for a small table.</summary>
    public SequentialScanEvidence? Measure(PlannedScan scan)
    {
        if (!Latest.TryGetValue(scan.Table, out var now))
        {
            return null;
        }

        // Counters that fell were reset; they began again from zero.
        var before = First.GetValueOrDefault(scan.Table);
        var reset = before is null || before.Scans > now.Scans;
        return new SequentialScanEvidence
        {
            Table = scan.Table,
            EstimatedRows = now.Rows,
            CallsWatched = Math.Max(0, LatestCalls - FirstCalls),
            ScansWatched = now.Scans - (reset ? 0 : before!.Scans),
            TuplesReadWatched = now.TuplesRead - (reset ? 0 : before!.TuplesRead),
            CandidateIndex = scan.CandidateIndex,
            UnderLimit = scan.UnderLimit,
        };
    }
}
