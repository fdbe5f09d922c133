using HealthKit.Npgsql.Commands;

namespace HealthKit.Npgsql.Databases;

/// <summary>Finds what a mapper wrote without a filter by the owner: an applied query filter always shows in the conditions of the text.</summary>
internal static class GeneratedUse
{
    /// <summary>Those among the statements that use a table and whose conditions name none of its owner's columns.</summary>
    public static IEnumerable<Statement> Of(OwnedTable table, IReadOnlyList<UsedTables> generated)
    {
        var columns = table.Evidence.Column.Split(',', StringSplitOptions.TrimEntries).Select(Bare).ToArray();
        return generated.Where(use => table.IsAmong(use.Tables) && !columns.Any(use.Statement.Conditions!.Contains)).Select(static use => use.Statement);
    }

    /// <summary>True for one whose conditions are known.</summary>
    public static bool IsCandidate(Statement statement) => statement is { Kind: SqlCommandKind.Query, Conditions: not null } and ({ IsComposed: true } or { IsLookup: true });

    private static string Bare(string column) => column.StartsWith('"') ? column[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : column;
}
