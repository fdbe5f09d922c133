using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HealthKit.Npgsql.Sql;

namespace HealthKit.Npgsql.Databases;

/// <summary>Reads EXPLAIN's JSON: the plan's outline, which neither costs nor literals nor the number of partitions change, its hash, and the scans.</summary>
internal sealed class PlanShape
{
    // A LIMIT that the planner expects to end a scan before its half does not read the table; unless something between must see every row first.
    private const double EndsEarly = 0.5;

    private readonly List<string> _outline = [];
    private readonly HashSet<PlannedScan> _scans = [];
    private readonly HashSet<TableName> _tables = [];

    /// <summary>True when partitions were left out for the parameters that stood in.</summary>
    public bool IsPruned { get; private set; }

    /// <summary>What was read.</summary>
    public ExplainedPlan Result => new(
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', _outline))))[..16], [.. _scans], [.. _tables], null) { Outline = [.. _outline] };

    /// <summary>Adds one plan.</summary>
    public void Add(string json)
    {
        using var document = JsonDocument.Parse(json);
        _outline.AddRange(Walk(document.RootElement[0].GetProperty("Plan"), named: true, limit: null, ScanPath.Root));
    }

    /// <summary>Adds the scans and tables of a plan, but not its shape.</summary>
    public void AddScans(string json)
    {
        using var document = JsonDocument.Parse(json);
        Walk(document.RootElement[0].GetProperty("Plan"), named: false, limit: null, null);
    }

    // One operator a line, what it works on indented below it.
    private List<string> Walk(JsonElement node, bool named, double? limit, ScanPath? path)
    {
        var type = Text(node, "Node Type") ?? "";
        limit = type == "Limit" ? Cost(node) : type is "Sort" or "Incremental Sort" or "Aggregate" or "Hash" or "WindowAgg" or "Unique" or "SetOp" or "Group" ? null : limit;
        path = path?.Through(node, type);
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
        var outline = new List<string> { PlanOperator.Describe(node, type, named) };
        if (node.TryGetProperty("Plans", out var children))
        {
            // Partitions come and go with the calendar: what they are called and how many there are is not the plan's shape.
            var parts = type is "Append" or "Merge Append";
            var plans = children.EnumerateArray().Select(child => Walk(child, named && !parts, limit, path).ConvertAll(static line => "  " + line)).ToList();
            outline.AddRange((parts ? plans.DistinctBy(static plan => string.Join('\n', plan), StringComparer.Ordinal).OrderBy(static plan => string.Join('\n', plan), StringComparer.Ordinal) : plans.AsEnumerable()).SelectMany(static plan => plan));
        }

        return outline;
    }

    private static double Cost(JsonElement node) => node.GetProperty("Total Cost").GetDouble();

    private static string? Text(JsonElement node, string name) => node.TryGetProperty(name, out var value) ? value.GetString() : null;
}
