using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    private const double ShareOfCallsToMeasure = 0.95;

    public static readonly Check QueryLatency = new()
    {
        Id = "2.1",
        Section = Section.Database,
        Title = "No query's p99 exceeds 100 ms under normal load",
        Threshold = "0 violations",
        Severity = Severity.High,
        Remedy = "Run EXPLAIN (ANALYZE, BUFFERS) on the statement named above with usual parameters, and give it the index that its filter and order need.",
        Limit = new CheckLimit { Default = 100, Unit = LimitUnit.Milliseconds, Minimum = 1, Maximum = 60_000, MinimumSamples = QuantileRule.MinimumForP99 },
        AppliesTo = Absences.Database,
        Clears = ["1.1", "1.3"],
        Judge = Judge.From<QueryEvidence>(static (queries, limits) => Findings.Worst(
            VerdictSource.Measured,
            "queries",
            [.. StatementLatencies(queries, TimeSpan.FromMilliseconds(limits.Limit)), .. Finding.Blind(queries.BlindSpots)],
            queries.Statements.Sum(static statement => statement.Latency.Count))),
    };

    private static IEnumerable<Finding> StatementLatencies(QueryEvidence queries, TimeSpan limit)
    {
        var calls = queries.Statements.ToLookup(statement =>
            QuantileRule.Judge(statement.Latency.Count, statement.Latency.CountPossiblyOver(limit), statement.Latency.CountCertainlyOver(limit)));
        foreach (var slow in calls[QuantileCall.Broken].OrderByDescending(static statement => statement.Latency.QuantileAtMost(0.99)))
        {
            var seen = $"{Units.Number(slow.Latency.CountCertainlyOver(limit))} of {Units.Count(slow.Latency.Count, "sampled call")} over {Units.Duration(limit)}, p99 at most {Units.Duration(slow.Latency.QuantileAtMost(0.99))}";
            yield return queries.MeasuresFirstResponse
                ? Finding.Fail(StatementNames.Of(slow), seen)
                : Finding.Blind(StatementNames.Of(slow), $"{seen}, with the time that the code spent on the rows", "Remove EnableFirstResponseEvent(false) from the data source's tracing options.");
        }

        var all = queries.Statements.Sum(static statement => statement.Calls) + queries.OverflowCommands;
        var share = all == 0 ? 0 : (double)calls[QuantileCall.Holds].Sum(static statement => statement.Calls) / all;
        if (share < ShareOfCallsToMeasure)
        {
            var next = calls[QuantileCall.Undecided].MaxBy(static statement => statement.Calls);
            var needs = next is null ? "" : $"; {StatementNames.Of(next)} needs {Units.Count(QuantileRule.RequestsStillNeeded(next.Latency.Count, next.Latency.CountPossiblyOver(limit)), "more sampled call")} under the limit";
            yield return Finding.TooFew("", $"{Units.Percent(share)} of {Units.Count(all, "call")} were of statements known to keep {Units.Duration(limit)} at the p99 ({Units.Percent(ShareOfCallsToMeasure)} needed){needs}");
        }

        if (calls[QuantileCall.Holds].MaxBy(static statement => statement.Latency.QuantileAtMost(0.99)) is { } slowest)
        {
            yield return Finding.Pass(
                $"{StatementNames.Of(slowest)}, the slowest",
                $"p99 at most {Units.Duration(slowest.Latency.QuantileAtMost(0.99))} (limit {Units.Duration(limit)}) over {Units.Count(slowest.Latency.Count, "sampled call")}; {Units.Percent(share)} of {Units.Count(all, "call")} measured");
        }
    }
}
