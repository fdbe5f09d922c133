using HealthKit.Npgsql.Sql;

namespace HealthKit.Npgsql.Databases;

/// <summary>A generic plan.</summary>
/// <param name="Hash">Of its shape; null when it could not be made.</param>
/// <param name="Scans">Sequential scans that do not ask for whole tables, and those that its functions may run.</param>
/// <param name="Tables">Every table in it.</param>
/// <param name="Unexplained">Why it could not be made, or null.</param>
internal sealed record ExplainedPlan(string? Hash, IReadOnlyList<PlannedScan> Scans, IReadOnlyList<TableName> Tables, string? Unexplained)
{
    /// <summary>The plan, an operator a line, what it works on indented below it; its hash is of these lines.</summary>
    public IReadOnlyList<string> Outline { get; init; } = [];

    /// <summary>Names that its expressions call, not quoted.</summary>
    public IReadOnlyCollection<string> Calls { get; init; } = [];

    /// <summary>Why it may scan more than is known, a sentence each.</summary>
    public IReadOnlyList<string> Unseen { get; init; } = [];

    /// <summary>Tells the indexes of the scanned tables from others: what was seen under some says nothing of calls under others.</summary>
    public string Indexes { get; init; } = "";

    /// <summary>True when what was seen of calls under one plan holds under the other.</summary>
    public bool IsSameAs(ExplainedPlan other) => Hash is not null && Hash == other.Hash && Indexes == other.Indexes;

    /// <summary>The same plan made later. A scan with a filter stays though its partition was left out this time; what statistics, indexes and functions decide is as it is now.</summary>
    public ExplainedPlan After(ExplainedPlan before)
    {
        var tables = Scans.Select(static scan => scan.Table).ToHashSet();
        return this with { Scans = [.. Scans, .. before.Scans.Where(scan => scan.IsOfShape && !tables.Contains(scan.Table))] };
    }

    /// <summary>A statement without a plan.</summary>
    public static ExplainedPlan None(string reason) => new(null, [], [], reason);
}
