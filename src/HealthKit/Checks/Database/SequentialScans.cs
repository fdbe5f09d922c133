using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    private const double ScansPerCall = 0.5;
    private const long CallsToWatch = 20;

    // A call uses an index or scans. Where others use the table's indexes too, this share of scanning calls proved is enough beside the scans counted.
    private const double ShareProved = 0.25;

    // Fewer than one scan in twenty calls, over this many: whatever the generic plan says, the calls do not scan.
    private const long CallsThatClear = 100;
    private const double ScansThatClear = 0.05;

    // Hot is 80 %; plans are some seconds older than counts, and what is hot shifts a little meanwhile.
    private const double ShareToPlan = 0.75;

    private static readonly string[] Procedures = ["call ", "do ", "execute "];

    public static readonly Check SequentialScans = new()
    {
        Id = "2.3",
        Section = Section.Database,
        Title = "Hot queries read tables of more than 10,000 rows through an index",
        Threshold = "0 violations",
        Severity = Severity.High,
        Remedy = """
            Create an index on the columns that the statement named above filters by:
                CREATE INDEX CONCURRENTLY ON table (columns);
            """,
        Limit = new CheckLimit { Default = 10_000, Unit = LimitUnit.Count, Minimum = 1_000, Maximum = 10_000_000, MinimumSamples = CallsToWatch },
        AppliesTo = Absences.Database,
        Clears = ["2.1", "1.1"],
        Judge = Judge.From<QueryPlanEvidence, QueryEvidence>(static (plans, queries, limits) => Findings.Worst(
            VerdictSource.Measured,
            "plans of hot statements",
            [.. plans.Plans.Where(static plan => plan.IsHot).OrderByDescending(static plan => plan.Calls).SelectMany(plan => PlanFindings(plan, (long)limits.Limit)), .. UnplannedStatements(plans, queries)],
            plans.Plans.Where(static plan => plan.IsHot).Sum(static plan => plan.Calls))),
    };

    private static IEnumerable<Finding> PlanFindings(QueryPlan plan, long rows)
    {
        var name = StatementNames.Of(plan);
        var large = plan.SequentialScans.Where(scan => scan.EstimatedRows > rows).ToList();
        return plan.Unexplained is { } reason ? [Finding.Blind(name, $"not planned: {reason}")]
            : large.Count + plan.Unseen.Count > 0 ? [.. large.Select(scan => SequentialScan(name, scan, rows)), .. plan.Unseen.Select(unseen => Finding.Blind(name, unseen))]
            : [Finding.Pass(name, $"no sequential scan of a table over {Units.Count(rows, "row")}")];
    }

    // The plan alone proves nothing: a forced generic plan may scan where the plans for real parameters do not. So the table's own counters must agree.
    // They are everybody's: another statement, a job or a person may be the one that scans. A call reads its table one way or the other, so that where
    // indexes were used less often than it was called, it scanned; where no index can serve it, it scanned; and scans that come and go with its calls are
    // its own. The server books uses of indexes seconds late, another session's maybe sooner: only calls whose uses are booked for certain are held against them.
    // Where a LIMIT may end a call's scan, the long ones may be somebody else's: only what others cannot have read counts.
    private static Finding SequentialScan(string statement, SequentialScanEvidence scan, long rows)
    {
        var seen = $"{(scan.Doubt is null ? "scans" : "may scan")} {scan.Table} (about {Units.Count(scan.EstimatedRows, "row")}, limit {Units.Number(rows)}): {Units.Count(scan.ScansWatched, "scan")} and {Units.Count(scan.TuplesReadWatched, "row")} read in {Units.Count(scan.CallsWatched, "call")}";
        // Workers of a parallel scan count one each, so where there are more scans than calls, the calls must have read that much.
        var scans = scan.ScansWatched >= ScansPerCall * scan.CallsWatched;
        var isLong = scan.TuplesReadWatched > (double)rows * Math.Min(scan.ScansWatched, scan.CallsWatched);
        var isSettled = scan.CallsCompared >= CallsToWatch;
        var isItsOwn = scan.FollowsCalls || scan.NoIndexServes || scan.IndexScansWatched is null || (isSettled && scan.CallsWithoutIndex > ShareProved * scan.CallsCompared);
        var isRead = !scan.EndsEarly || scan.TuplesReadByCalls > (double)rows * Math.Min(scan.ScansWatched, scan.CallsWatched);
        var spared = scan.CallsSettled >= CallsThatClear && scan.ScansWatched <= ScansThatClear * scan.CallsSettled;
        return scan.CallsWatched < CallsToWatch ? Finding.TooFew(statement, $"{seen}; {CallsToWatch} calls are needed to tell whether it depends on parameters")
            : scans && isLong && scan.Doubt is { } doubt ? Finding.Blind(statement, $"{seen}; {doubt}", scan.CandidateIndex)
            : scans && isLong && isItsOwn && isRead ? Finding.Fail(statement, seen, scan.CandidateIndex)
            : scans && isLong && !isItsOwn && !isSettled ? Finding.TooFew(statement, $"{seen}; whose scans they are shows once the server has booked the uses of indexes in {CallsToWatch} calls, within half a minute of the end of their transactions")
            : scans && isLong && !isItsOwn ? Finding.Blind(statement, $"{seen}; the table's indexes were used {Units.Number(scan.IndexScansWatched ?? 0)} times meanwhile, so somebody else may be scanning it: more calls at a changing pace will tell")
            : scans && isLong ? Finding.Blind(statement, $"{seen}; a LIMIT may end its scans early, and others that read the table whole may be the long ones: its calls have read {Units.Count(scan.TuplesReadByCalls, "row")} for certain")
            : scans ? Finding.Pass(statement, $"{seen}; the scans end early")
            : spared ? Finding.Pass(statement, $"{seen}; {(scan.Doubt is null ? "only its generic plan scans, its calls do not" : "its calls do not")}")
            : Finding.Blind(statement, $"{seen}; {scan.Doubt ?? "its generic plan scans, so it depends on parameters"}");
    }

    // Session control reads nothing; what a procedure scans is not seen, and it may take all the time there is.
    private static IEnumerable<Finding> StatementsWithoutPlan(QueryEvidence queries)
    {
        var without = queries.Statements.Where(static statement => !statement.IsPlannable && Procedures.Any(word => statement.Text.StartsWith(word, StringComparison.Ordinal))).OrderByDescending(static statement => statement.TotalTime).ToList();
        var ticks = queries.Statements.Sum(static statement => statement.TotalTime.Ticks);
        var share = ticks == 0 ? 0 : (double)without.Sum(static statement => statement.TotalTime.Ticks) / ticks;
        return share <= 1 - ShareToPlan ? [] : [Finding.Blind(StatementNames.Of(without[0]), $"statements without a plan of their own (CALL, DO, EXECUTE) take {Units.Percent(share)} of query time, so what they scan is not seen")];
    }

    private static IEnumerable<Finding> UnplannedStatements(QueryPlanEvidence plans, QueryEvidence? queries)
    {
        if (queries is null)
        {
            return [Finding.Blind("", $"which statements are hot is not known. {EvidenceKinds.Cure(typeof(QueryEvidence))}")];
        }

        var planned = plans.Plans.Where(static plan => plan.IsHot).Select(static plan => plan.Fingerprint).ToHashSet(StringComparer.Ordinal);
        // Session control has no plan, and a COPY or a procedure none of its own.
        var all = queries.Statements.Where(static statement => statement.IsPlannable).ToList();
        var hot = all.Where(statement => planned.Contains(statement.Fingerprint)).ToList();
        var calls = Share(hot.Sum(static statement => statement.Calls), all.Sum(static statement => statement.Calls) + queries.OverflowCommands);
        var time = Share(hot.Sum(static statement => statement.TotalTime.Ticks), all.Sum(static statement => statement.TotalTime.Ticks));
        return calls >= ShareToPlan && time >= ShareToPlan
            ? [.. StatementsWithoutPlan(queries), .. Finding.Blind(queries.BlindSpots)]
            : [Finding.TooFew("", $"the statements planned so far carry {Units.Percent(calls)} of calls and {Units.Percent(time)} of query time ({Units.Percent(ShareToPlan)} needed)"), .. Finding.Blind(queries.BlindSpots)];

        static double Share(long part, long whole) => whole == 0 ? 0 : (double)part / whole;
    }
}
