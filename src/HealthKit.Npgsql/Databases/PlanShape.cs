using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HealthKit.Npgsql.Sql;

namespace HealthKit.Npgsql.Databases;

/// <summary>Reads EXPLAIN's JSON: the plan's outline, which neither costs nor literals nor the number of partitions change, its hash, the scans and what is called.</summary>
internal sealed class PlanShape
{
    // A LIMIT that the planner expects to end a scan before its half need not read the table; unless something between must see every row first.
    private const double Early = 0.5;

    private readonly List<string> _outline = [];
    private readonly HashSet<PlannedScan> _scans = [];
    private readonly HashSet<TableName> _tables = [];
    private readonly HashSet<string> _calls = new(StringComparer.Ordinal);

    /// <summary>True when partitions were left out for the parameters that stood in.</summary>
    public bool IsPruned { get; private set; }

    /// <summary>What was read.</summary>
    public ExplainedPlan Result => new(
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', _outline))))[..16], [.. _scans], [.. _tables], null)
    {
        Outline = [.. _outline],
        Calls = [.. _calls],
    };

    /// <summary>Adds one plan.</summary>
    public void Add(string json)
    {
        using var document = JsonDocument.Parse(json);
        _outline.AddRange(Walk(document.RootElement[0].GetProperty("Plan"), new PlanPlace(Named: true, ScanPath.Root)));
    }

    /// <summary>Adds the scans and tables of a plan, but not its shape.</summary>
    public void AddScans(string json)
    {
        using var document = JsonDocument.Parse(json);
        Walk(document.RootElement[0].GetProperty("Plan"), new PlanPlace(Named: false, null));
    }

    // One operator a line, what it works on indented below it.
    private List<string> Walk(JsonElement node, PlanPlace place)
    {
        var type = PlanOperator.Text(node, "Node Type") ?? "";
        CalledNames.AddFrom(node, _calls);
        if (PlanOperator.Text(node, "Relation Name") is { } relation)
        {
            var table = new TableName(PlanOperator.Text(node, "Schema"), relation);
            _tables.Add(table);

            // The catalog's own tables have the indexes that PostgreSQL gives them.
            if (type == "Seq Scan" && table.Schema is not ("pg_catalog" or "information_schema") && ScanOf(table, node, place) is { } scan)
            {
                _scans.Add(scan with { EndsEarly = place.Limit < Early * PlanPlace.Cost(node) });
            }
        }

        IsPruned |= node.TryGetProperty("Subplans Removed", out var removed) && removed.GetInt32() > 0;
        var outline = new List<string> { PlanOperator.Describe(node, type, place.Named) };
        if (node.TryGetProperty("Plans", out var children))
        {
            var plans = children.EnumerateArray().Select(child => Walk(child, place.Below(node, type, child)).ConvertAll(static line => "  " + line)).ToList();
            outline.AddRange((type is "Append" or "Merge Append" ? plans.DistinctBy(static plan => string.Join('\n', plan), StringComparer.Ordinal).OrderBy(static plan => string.Join('\n', plan), StringComparer.Ordinal) : plans.AsEnumerable()).SelectMany(static plan => plan));
        }

        return outline;
    }

    // A table may be asked for whole: a scan without a filter is one only where a join asks for few of its rows.
    private static PlannedScan? ScanOf(TableName table, JsonElement node, PlanPlace place)
    {
        var joins = JoinsOf(PlanOperator.Text(node, "Alias") ?? "", place);
        var (rows, cost) = place.Input ?? (PlanPlace.Rows(node), PlanPlace.Cost(node));
        var wanted = joins.Find(above => above.Columns.Equal.Count > 0 && above.Join.WantsIndex(cost));
        if (PlanOperator.Text(node, "Filter") is { } filter)
        {
            return new PlannedScan(table, Columns(wanted.Columns) ?? IndexCandidate.ColumnsOf(filter)) { Names = PlainFilter.IsPlain(filter) ? place.Path?.Through(node, "Seq Scan")?.Names : null };
        }

        if (wanted.Join is not null)
        {
            return new PlannedScan(table, Columns(wanted.Columns)) { JoinedBy = wanted.Columns.Equal };
        }

        return joins.Find(above => above.Join.MayWantIndex(rows)) is { Join: { } join, Columns: var columns }
            ? new PlannedScan(table, Columns(columns))
            {
                JoinedBy = columns.All,
                Doubt = $"a join reads it, about {Units.Percent(Math.Min(1, join.Rows / rows))} of its rows are expected to match, and whether an index on {string.Join(" or ", columns.All)} would serve that is not known",
            }
            : null;
    }

    private static List<(JoinAbove Join, JoinColumns Columns)> JoinsOf(string alias, PlanPlace place)
    {
        var joins = new List<(JoinAbove, JoinColumns)>();
        for (var join = place.Joins; join is not null; join = join.Next)
        {
            if (JoinColumns.Of(join.Condition, alias, place.IsPart) is { All.Count: > 0 } columns)
            {
                joins.Add((join, columns));
            }
        }

        return joins;
    }

    private static string? Columns(JoinColumns? columns) => columns?.Plain is { Count: > 0 } plain ? string.Join(", ", plain.Take(IndexCandidate.MostColumns)) : null;
}
