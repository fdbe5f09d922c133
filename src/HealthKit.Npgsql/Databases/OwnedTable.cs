using HealthKit.Evidence;
using HealthKit.Npgsql.Sql;

namespace HealthKit.Npgsql.Databases;

/// <summary>A table with a column that names an owner.</summary>
/// <param name="Name">Schema and table as they are.</param>
/// <param name="Evidence">What is known of it.</param>
internal sealed record OwnedTable(TableName Name, OwnedTableEvidence Evidence)
{
    /// <summary>True when one of the names means this table.</summary>
    public bool IsAmong(IReadOnlySet<TableName> used) => used.Contains(Name) || (Evidence.InSearchPath && used.Contains(new TableName(null, Name.Table)));
}
