using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    private const double ScansPerCall = 0.5;
    private const long CallsToWatch = 20;

    // Hot is 80 %; plans are some seconds older than counts, and what is hot shifts a little meanwhile.
    private const double ShareToPlan = 0.75;

    public static readonly Check SequentialScans = new()
    {
        Id = "2.3",
        Section = Section.Database,
        Title = "Hot queries read tables of more than 10,000 rows through an index",
        Threshold = "0 violations",
        Severity = Severity.High,
        Remedy = "Create an index on the columns that the statement named above filters by: CREATE INDEX CONCURRENTLY ON table (columns).",
        Limit = new CheckLimit { Default = 10_000, Unit = LimitUnit.Count, Minimum = 1_000, Maximum = 10_000_000, MinimumSamples = CallsToWatch },
        AppliesTo = Absences.Database,
        Clears = ["2.1", "1.1"],
        Judge = Judge.From<QueryPlanEvidence, QueryEvidence>(static (plans, queries, limits) => Findings.Worst(
            VerdictSource.Measured,
            "plans of hot statements",
            [.. plans.Plans.OrderByDescending(static plan => plan.Calls).SelectMany(plan => PlanFindings(plan, (long)limits.Limit)), .. UnplannedStatements(plans, queries)],
            plans.Plans.Sum(static plan => plan.Calls))),
    };

    private static IEnumerable<Finding> PlanFindings(QueryPlan plan, long rows)
    {
        var name = StatementNames.Of(plan);
        var large = plan.SequentialScans.Where(scan => scan.EstimatedRows > rows).ToList();
        return plan.Unexplained is { } reason ? [Finding.Blind(name, $"not planned: {reason}")]
            : large.Count > 0 ? large.Select(scan => SequentialScan(name, scan, rows))
            : [Finding.Pass(name, $"no sequential scan of a table over {Units.Count(rows, "row")}")];
    }

    // The plan alone proves nothing: a forced generic plan may scan where the plans for real parameters do not. So the table's own counters must agree.
    private static Finding SequentialScan(string statement, SequentialScanEvidence scan, long rows)
    {
        var seen = $"scans {scan.Table} (about {Units.Count(scan.EstimatedRows, "row")}, limit {Units.Number(rows)}): {Units.Count(scan.ScansWatched, "scan")} and {Units.Count(scan.TuplesReadWatched, "row")} read in {Units.Count(scan.CallsWatched, "call")}";
        var scans = scan.ScansWatched >= ScansPerCall * scan.CallsWatched && scan.TuplesReadWatched > (double)rows * scan.ScansWatched;
        // All that was read of the table, were it this statement's alone.
        var endsEarly = scan.UnderLimit && scan.TuplesReadWatched <= (double)rows * scan.CallsWatched;
        return scan.CallsWatched < CallsToWatch ? Finding.TooFew(statement, $"{seen}; {CallsToWatch} calls are needed to tell whether it depends on parameters")
            : scans ? Finding.Fail(statement, seen, scan.CandidateIndex)
            : endsEarly ? Finding.Pass(statement, $"{seen}; its LIMIT ends the scan")
            : Finding.Blind(statement, $"{seen}; its generic plan scans, so it depends on parameters");
    }

    private static IEnumerable<Finding> UnplannedStatements(QueryPlanEvidence plans, QueryEvidence? queries)
    {
        if (queries is null)
        {
            return [Finding.Blind("", $"which statements are hot is not known. {EvidenceKinds.Cure(typeof(QueryEvidence))}")];
        }

        var planned = plans.Plans.Select(static plan => plan.Fingerprint).ToHashSet(StringComparer.Ordinal);
        var hot = queries.Statements.Where(statement => planned.Contains(statement.Fingerprint)).ToList();
        var calls = Share(hot.Sum(static statement => statement.Calls), queries.Statements.Sum(static statement => statement.Calls) + queries.OverflowCommands);
        var time = Share(hot.Sum(static statement => statement.TotalTime.Ticks), queries.Statements.Sum(static statement => statement.TotalTime.Ticks));
        return calls >= ShareToPlan && time >= ShareToPlan
            ? Finding.Blind(queries.BlindSpots)
            : [Finding.TooFew("", $"the statements planned so far carry {Units.Percent(calls)} of calls and {Units.Percent(time)} of query time ({Units.Percent(ShareToPlan)} needed)"), .. Finding.Blind(queries.BlindSpots)];

        static double Share(long part, long whole) => whole == 0 ? 0 : (double)part / whole;
    }
}
