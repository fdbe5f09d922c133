using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    public static readonly Check IndexBloat = new()
    {
        Id = "2.8",
        Section = Section.Database,
        Title = "No index is bloated by 20 % or more",
        Threshold = "< 20 %",
        Severity = Severity.Low,
        Remedy = """
            Rebuild the bloated indexes:
                REINDEX INDEX CONCURRENTLY schema.index;
            """,
        Limit = new CheckLimit { Default = 0.2, Unit = LimitUnit.Ratio, Minimum = 0.05, Maximum = 0.9, Warn = 0.4 },
        AppliesTo = Absences.Database,
        Judge = Judge.From<CatalogEvidence, PoolEvidence>(static (catalog, pools, limits) =>
        {
            var indexes = catalog.Databases.SelectMany(static database => database.Indexes).OrderByDescending(static index => index.BloatRatio);
            return Findings.Worst(
                VerdictSource.Inspected,
                "databases",
                [.. catalog.Databases.Select(MeasuredIndexes), .. indexes.Select(index => BloatOf(index, limits)), .. Finding.BlindDataSources(pools)],
                indexes.LongCount(static index => index.Exact));
        }),
    };

    private static Finding BloatOf(IndexBloatEvidence index, Limits limits)
    {
        var seen = $"{Units.Percent(index.BloatRatio)} of {Units.Bytes(index.Bytes)} (limit {Units.Percent(limits.Limit)})";
        var remedy = $"REINDEX INDEX CONCURRENTLY {index.Index};";
        return index switch
        {
            { NormalBecause: { } reason } => Finding.Pass(index.Index, $"{seen}, normal: {reason}"),
            { BloatRatio: double.NaN } => Finding.Blind(index.Index, index.Undecided ?? "no figure"),
            _ when index.BloatRatio < limits.Limit => Finding.Pass(index.Index, seen),
            { Undecided: { } reason } => Finding.Blind(index.Index, $"{seen}; {reason}"),
            { Exact: false } => Finding.Blind(index.Index, $"{seen} by an estimate; pgstatindex decides"),
            _ when index.BloatRatio <= limits.Warn => Finding.Warn(index.Index, seen, remedy),
            _ => Finding.Fail(index.Index, seen, remedy),
        };
    }

    private static Finding MeasuredIndexes(DatabaseCatalog database)
    {
        var exact = database.Indexes.Count(static index => index.Exact);
        return database switch
        {
            { Unreadable: { } reason } => Finding.Blind(database.Database, reason),
            { BloatUnreadable: { } reason } => Finding.Blind(database.Database, reason),
            { IndexesLookedAt: null } => Finding.Blind(database.Database, "its indexes were not looked at"),
            { IndexesLookedAt: 0 } => Finding.Blind(database.Database, "no index was seen in it"),
            { Indexes.Count: > 0 } when exact == 0 => Finding.Blind(database.Database, "its indexes were only estimated; pgstatindex decides"),
            _ => Finding.Pass(database.Database, $"{Units.Count(exact, "index", "indexes")} measured of {Units.Number(database.IndexesLookedAt.Value)}, the rest estimated or under 100 pages"),
        };
    }
}
