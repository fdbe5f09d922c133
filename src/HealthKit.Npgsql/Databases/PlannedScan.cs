using HealthKit.Npgsql.Sql;

namespace HealthKit.Npgsql.Databases;

/// <summary>A sequential scan with a filter in a plan.</summary>
/// <param name="Table">The table as the catalog has it, not quoted.</param>
/// <param name="Columns">Columns of an index for its filter, quoted; null when none follows.</param>
internal sealed record PlannedScan(TableName Table, string? Columns)
{
    /// <summary>Names in everything that the statement filters, sorts, groups or computes by, where every call runs the scan; null where one may not.</summary>
    public IReadOnlySet<string>? Names { get; init; }

    /// <summary>True when no plan can read the table through an index, whatever the parameters.</summary>
    public bool NoIndexServes { get; init; }
}
