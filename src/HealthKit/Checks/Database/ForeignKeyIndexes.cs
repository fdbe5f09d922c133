using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    private const long SmallTableRows = 1_000;

    public static readonly Check ForeignKeyIndexes = new()
    {
        Id = "2.2",
        Section = Section.Database,
        Title = "Every foreign key is served by an index",
        Threshold = "100 % of FKs",
        Severity = Severity.High,
        Remedy = """
            Create the missing indexes:
                CREATE INDEX CONCURRENTLY ON table (columns);
            """,
        AppliesTo = Absences.Database,
        Clears = ["2.3", "2.1"],
        Judge = Judge.From<CatalogEvidence, PoolEvidence>(static (catalog, pools, _) => Findings.Worst(
            VerdictSource.Inspected,
            "databases",
            [.. catalog.Databases.SelectMany(MissingIndexes).OrderByDescending(static missing => missing.Rows).Select(static missing => missing.Finding), .. catalog.Databases.Select(ForeignKeys), .. Finding.BlindDataSources(pools)],
            catalog.Databases.Sum(static database => database.ForeignKeys))),
    };

    private static IEnumerable<(long Rows, Finding Finding)> MissingIndexes(DatabaseCatalog database) => database.MissingForeignKeyIndexes.Select(missing =>
    {
        var subject = $"{missing.Table} ({missing.Columns})";
        var seen = $"no index, about {Units.Count(missing.EstimatedRows, "row")}";
        return (missing.EstimatedRows, missing.EstimatedRows < SmallTableRows ? Finding.Warn(subject, seen, missing.CreateIndex) : Finding.Fail(subject, seen, missing.CreateIndex));
    });

    private static Finding ForeignKeys(DatabaseCatalog database) => database switch
    {
        { Unreadable: { } reason } => Finding.Blind(database.Database, reason),
        { ForeignKeysUnreadable: { } reason } => Finding.Blind(database.Database, reason),
        { ForeignKeys: > 0 } => Finding.Pass(database.Database, $"{Units.Count(database.ForeignKeys, "foreign key")} looked at"),
        { Tables: > 0 } => Finding.Pass(database.Database, $"no foreign key in {Units.Count(database.Tables.Value, "table")}"),
        _ => Finding.Blind(database.Database, "neither a table nor a foreign key was seen in it"),
    };
}
