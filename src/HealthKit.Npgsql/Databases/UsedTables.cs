using HealthKit.Npgsql.Commands;
using HealthKit.Npgsql.Sql;

namespace HealthKit.Npgsql.Databases;

/// <summary>A statement with the tables that its text names.</summary>
internal sealed record UsedTables(Statement Statement, IReadOnlySet<TableName> Tables)
{
    /// <summary>Looks at a statement.</summary>
    public static UsedTables Of(Statement statement) => new(statement, statement.Use.Tables.ToHashSet());
}
