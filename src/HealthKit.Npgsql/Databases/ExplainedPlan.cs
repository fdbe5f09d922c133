using HealthKit.Npgsql.Sql;

namespace HealthKit.Npgsql.Databases;

/// <summary>A generic plan.</summary>
/// <param name="Hash">Of its shape; null when it could not be made.</param>
/// <param name="Scans">Sequential scans with a filter that no LIMIT is expected to cut short.</param>
/// <param name="Tables">Every table in it.</param>
/// <param name="Unexplained">Why it could not be made, or null.</param>
internal sealed record ExplainedPlan(string? Hash, IReadOnlyList<PlannedScan> Scans, IReadOnlyList<TableName> Tables, string? Unexplained)
{
    /// <summary>The plan, an operator a line, what it works on indented below it; its hash is of these lines.</summary>
    public IReadOnlyList<string> Outline { get; init; } = [];

    /// <summary>Tells the indexes of the scanned tables from others: what was seen under some says nothing of calls under others.</summary>
    public string Indexes { get; init; } = "";

    /// <summary>True when what was seen of calls under one plan holds under the other.</summary>
    public bool IsSameAs(ExplainedPlan other) => Hash is not null && Hash == other.Hash && Indexes == other.Indexes;

    /// <summary>A statement without a plan.</summary>
    public static ExplainedPlan None(string reason) => new(null, [], [], reason);
}
