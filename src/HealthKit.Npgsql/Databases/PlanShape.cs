using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HealthKit.Npgsql.Sql;

namespace HealthKit.Npgsql.Databases;

/// <summary>Reads EXPLAIN's JSON: the shape as a hash that neither costs nor literals nor the number of partitions change, and the scans.</summary>
internal sealed class PlanShape
{
    // A LIMIT that the planner expects to end a scan before its half does not read the table; unless something between must see every row first.
    private const double EndsEarly = 0.5;

    private readonly StringBuilder _shape = new();
    private readonly HashSet<PlannedScan> _scans = [];
    private readonly HashSet<TableName> _tables = [];

    /// <summary>True when partitions were left out for the parameters that stood in.</summary>
    public bool IsPruned { get; private set; }

    /// <summary>What was read.</summary>
    public ExplainedPlan Result => new(
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_shape.ToString())))[..16], [.. _scans], [.. _tables], null);

    /// <summary>Adds one plan.</summary>
    public void Add(string json)
    {
        using var document = JsonDocument.Parse(json);
        _shape.Append(Walk(document.RootElement[0].GetProperty("Plan"), named: true, limit: null, ScanPath.Root));
    }

    /// <summary>Adds the scans and tables of a plan, but not its shape.</summary>
    public void AddScans(string json)
    {
        using var document = JsonDocument.Parse(json);
        Walk(document.RootElement[0].GetProperty("Plan"), named: false, limit: null, null);
    }

    private string Walk(JsonElement node, bool named, double? limit, ScanPath? path)
    {
        var type = Text(node, "Node Type") ?? "";
        limit = type == "Limit" ? Cost(node) : type is "Sort" or "Incremental Sort" or "Aggregate" or "Hash" or "WindowAgg" or "Unique" or "SetOp" or "Group" ? null : limit;
        path = path?.Through(node, type);
        var shape = new StringBuilder().Append('(').Append(type).Append(' ').Append(Text(node, "Join Type")).Append(' ').Append(Text(node, "Parent Relationship"));
        if (named)
        {
            shape.Append(' ').Append(Text(node, "Schema")).Append(' ').Append(Text(node, "Relation Name")).Append(' ').Append(Text(node, "Index Name"));
        }

        if (Text(node, "Relation Name") is { } relation)
        {
            var table = new TableName(Text(node, "Schema"), relation);
            _tables.Add(table);
            if (type == "Seq Scan" && Text(node, "Filter") is { } filter && !(limit < EndsEarly * Cost(node)))
            {
                _scans.Add(new PlannedScan(table, IndexCandidate.ColumnsOf(filter)) { Names = PlainFilter.IsPlain(filter) ? path?.Names : null });
            }
        }

        IsPruned |= node.TryGetProperty("Subplans Removed", out var removed) && removed.GetInt32() > 0;
        if (node.TryGetProperty("Plans", out var children))
        {
            // Partitions come and go with the calendar: what they are called and how many there are is not the plan's shape.
            var parts = type is "Append" or "Merge Append";
            var shapes = children.EnumerateArray().Select(child => Walk(child, named && !parts, limit, path)).ToList();
            shape.AppendJoin("", parts ? shapes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal) : shapes);
        }

        return shape.Append(')').ToString();
    }

    private static double Cost(JsonElement node) => node.GetProperty("Total Cost").GetDouble();

    private static string? Text(JsonElement node, string name) => node.TryGetProperty(name, out var value) ? value.GetString() : null;
}
