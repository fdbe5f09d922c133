using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    public static readonly Check DataLayerAuthorization = new()
    {
        Id = "6.2",
        Section = Section.Security,
        Title = "Every table whose rows belong to somebody is guarded at the data layer",
        Threshold = "100 % coverage",
        Severity = Severity.Critical,
        Attestable = true,
        Remedy = """
            Guard each table named above with row security in PostgreSQL or with an EF Core query filter:
                modelBuilder.Entity<Order>().HasQueryFilter(order => order.OwnerId == user.Id);
            """,
        Judge = Judge.From<CatalogEvidence, QueryFilterEvidence>(static (catalog, filters, _) =>
        {
            var used = catalog.Databases.SelectMany(static database => database.OwnedTables).Where(static table => table.SeenInStatements).ToList();
            var tables = used.FindAll(table => !QueryFilters.IsOfIdentity(table, filters));
            var bare = tables.Where(table => !IsGuarded(table) && (Passing(table).Any() || !QueryFilters.Guard(table, filters))).OrderBy(static table => table.Table, StringComparer.Ordinal).ToList();
            var observed = $"{tables.Count - bare.Count} of {Units.Count(tables.Count, "table")} with an owner column in use are guarded by row security or query filters.";
            var unread = catalog.Databases.FirstOrDefault(static database => database.Unreadable is not null || !database.OwnedTablesReadable);
            return bare.Count > 0
                ? Verdict.Warn(VerdictSource.Inspected, observed, bare.ConvertAll(table => BareTable(table, filters)), tables.Count).AsNotFound()
                : unread is not null ? Verdict.Blind($"{unread.Database}: {unread.Unreadable ?? unread.OwnedTablesUnreadable ?? "tables with an owner column could not be read."}", observed)
                : Undecided(tables) is { } undecided ? Verdict.Blind(undecided, observed)
                : tables.Count == 0 ? Verdict.Blind($"No table with an owner, tenant or user column{(used.Count > 0 ? ", those of ASP.NET Core Identity apart," : "")} was seen in the service's statements; attest how rows are kept apart.")
                : Verdict.Pass(VerdictSource.Inspected, observed, tables.Count);
        }),
    };

    // Not by IAuthorizationService: a call with one resource says nothing of the other rows and tables that the same request reads.
    private static bool IsGuarded(OwnedTableEvidence table) => table is { RowSecurityActive: true, HasRestrictivePolicy: true };

    private static Offender BareTable(OwnedTableEvidence table, QueryFilterEvidence? filters) => new(
        $"{table.Table} ({table.Column})",
        table.RowSecurityActive ? "row security is on, but every policy is simply true"
            : table.HasRestrictivePolicy ? "a policy exists, but row security is not in force for the application's role"
            : Passing(table).FirstOrDefault() is { } first && QueryFilters.Guard(table, filters) ? $"a query filter guards it, but {(first.Generated ? "the mapper was told to ignore it" : "SQL written by hand passes it by")}: {Shown(first)}{Others(table)}"
            : "no row security and no query filter",
        table.RowSecurityActive ? $"Narrow the policy: ALTER POLICY … ON {table.Table} USING ({table.Column}::text = current_setting('app.owner'));"
            : table.HasRestrictivePolicy ? $"Enforce it: ALTER TABLE {table.Table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; and run the application as a role without BYPASSRLS."
            : Passing(table).FirstOrDefault() is { Generated: true } && QueryFilters.Guard(table, filters) ? $"Take IgnoreQueryFilters() out of the query above, let it name the other filters that it means, compare {table.Column} with the caller beside it, or put row security on {table.Table}, which guards every statement."
            : Passing(table).Any() && QueryFilters.Guard(table, filters) ? $"Compare {table.Column} with the caller in the statement above, have the mapper write it, or put row security on {table.Table}, which guards every statement."
            : null);

    private static string Shown(UnguardedStatement statement) => statement.Routes is [var route, ..] ? $"{statement.Text} in {route}" : statement.Text;

    private static string Others(OwnedTableEvidence table) => Passing(table).Skip(1).Count() is > 0 and var more ? $", and {Units.Count(more, "more statement")}" : "";

    private static IEnumerable<UnguardedStatement> Passing(OwnedTableEvidence table) => table.Unguarded.Where(static statement => !statement.IsUndecided);

    private static string? Undecided(IEnumerable<OwnedTableEvidence> tables) => tables.Where(static table => !IsGuarded(table))
        .SelectMany(static table => table.Unguarded.Select(statement => statement.Generated
                ? $"{table.Table} ({table.Column}): whether this ignores the query filter or reads a row anew (Reload, GetDatabaseValues) is not told by its text: {Shown(statement)}; exempt the route where it is the latter."
                : $"{table.Table} ({table.Column}): SQL written by hand reads it through a view, and whether that narrows its rows is not told by its text: {Shown(statement)}; put row security on the table, or exempt the route where the view does."))
        .FirstOrDefault();
}
