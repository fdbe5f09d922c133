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
        Remedy = "Create the missing indexes: CREATE INDEX CONCURRENTLY ON table (columns).",
        AppliesTo = Absences.Database,
        Clears = ["2.3", "2.1"],
        Judge = Judge.From<CatalogEvidence>(static (catalog, _) =>
        {
            var keys = catalog.Databases.Sum(static database => database.ForeignKeys);
            var missing = catalog.Databases.SelectMany(static database => database.MissingForeignKeyIndexes).OrderByDescending(static index => index.EstimatedRows).ToList();
            var offenders = missing.ConvertAll(static index => new Offender($"{index.Table} ({index.Columns})", $"no index, about {Units.Count(index.EstimatedRows, "row")}", index.CreateIndex));
            var observed = $"{keys - missing.Count} of {Units.Count(keys, "foreign key")} {(keys == 1 ? "has" : "have")} an index.";
            if (missing.Count > 0)
            {
                var verdict = missing[0].EstimatedRows >= SmallTableRows
                    ? Verdict.Fail(VerdictSource.Inspected, observed, offenders, keys)
                    : Verdict.Warn(VerdictSource.Inspected, observed, offenders, keys);
                return verdict with { Remedy = string.Join('\n', missing.Take(5).Select(static index => index.CreateIndex)) };
            }

            var unreadable = catalog.Databases.FirstOrDefault(static database => database.Unreadable is not null);
            return unreadable is not null ? Verdict.Blind($"{unreadable.Database}: {unreadable.Unreadable}")
                : catalog.Databases.Count == 0 ? Verdict.Blind("No database was read.")
                : Verdict.Pass(VerdictSource.Inspected, keys == 0 ? "The catalog was read; it has no foreign keys." : observed, keys);
        }),
    };
}
