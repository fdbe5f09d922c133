using HealthKit.Npgsql.Commands;
using HealthKit.Npgsql.Sql;

namespace HealthKit.Npgsql.Databases;

/// <summary>A statement with the tables that its text names.</summary>
internal sealed record UsedTables(Statement Statement, IReadOnlySet<TableName> Tables)
{
    /// <summary>Looks at a statement.</summary>
    public static UsedTables Of(Statement statement) => new(statement, statement.Use.Tables.ToHashSet());

    /// <summary>The same statement with those of its plan's tables that its text does not name: it reaches them through a view.</summary>
    public UsedTables Beyond(IReadOnlyList<TableName> planned) =>
        this with { Tables = planned.Where(table => !Tables.Contains(table) && !Tables.Contains(table with { Schema = null })).ToHashSet() };
}
