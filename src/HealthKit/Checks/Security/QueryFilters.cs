using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>Joins the database's half of 6.2, tables with an owner's column, with the mapper's half, filters that compare it.</summary>
internal static class QueryFilters
{
    private static readonly HashSet<string> IdentityTables = new(StringComparer.OrdinalIgnoreCase) { "AspNetUserClaims", "AspNetUserRoles", "AspNetUserLogins", "AspNetUserTokens", "AspNetUserPasskeys" };

    /// <summary>True when every context in use that maps the table compares the owner's column in a filter.</summary>
    public static bool Guard(OwnedTableEvidence table, QueryFilterEvidence? filters)
    {
        var name = Bare(table.Table);
        var owners = table.Column.Split(',', StringSplitOptions.TrimEntries).Select(Bare).ToHashSet(StringComparer.Ordinal);
        var mapped = filters?.Tables.Where(mapped => mapped.InSearchPath ? table.InSearchPath && name.EndsWith($".{mapped.Table}", StringComparison.Ordinal) : mapped.Table == name).ToList() ?? [];
        return mapped.Count > 0 && mapped.TrueForAll(entry => entry.FilteredColumns.Any(owners.Contains));
    }

    /// <summary>True for claims, roles, logins and tokens of the users of ASP.NET Core Identity: it reads them to find out who the caller is, so that no filter can compare them with the caller.</summary>
    public static bool IsOfIdentity(OwnedTableEvidence table, QueryFilterEvidence? filters)
    {
        var name = Bare(table.Table);
        var mapped = filters?.Tables.Where(mapped => mapped.Table == name).ToList() ?? [];
        return mapped.Count > 0
            ? mapped.TrueForAll(static entry => entry.IsOfIdentity)
            : IdentityTables.Contains(name[(name.LastIndexOf('.') + 1)..].Replace("_", "", StringComparison.Ordinal));
    }

    // The catalog quotes names that need it; a model does not.
    private static string Bare(string name) => name.Replace("\"", "", StringComparison.Ordinal);
}
