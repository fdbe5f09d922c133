using HealthKit.Npgsql.Sql;

namespace HealthKit.Npgsql.Databases;

/// <summary>A sequential scan of a statement that does not ask for the whole table.</summary>
/// <param name="Table">The table as the catalog has it, not quoted.</param>
/// <param name="Columns">Columns of an index for its filter, quoted; null when none follows.</param>
internal sealed record PlannedScan(TableName Table, string? Columns)
{
    /// <summary>Names in everything that the statement filters, sorts, groups or computes by, where every call runs the scan; null where one may not.</summary>
    public IReadOnlySet<string>? Names { get; init; }

    /// <summary>True when no plan can read the table through an index, whatever the parameters.</summary>
    public bool NoIndexServes { get; init; }

    /// <summary>True when a LIMIT is expected to end it before its half.</summary>
    public bool EndsEarly { get; init; }

    /// <summary>Columns that a join compares where nothing else filters the scan, quoted; an index that leads with one leaves the choice to the planner.</summary>
    public IReadOnlyList<string> JoinedBy { get; init; } = [];

    /// <summary>Why it may be no fault, or no scan of the statement at all, whatever the counters show; null where it is one if they agree.</summary>
    public string? Doubt { get; init; }

    /// <summary>True when the plan's shape tells of it: a scan with a filter.</summary>
    public bool IsOfShape => JoinedBy.Count == 0 && Doubt is null;
}
