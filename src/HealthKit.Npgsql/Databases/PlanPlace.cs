using System.Text.Json;

namespace HealthKit.Npgsql.Databases;

/// <summary>What stands above an operator of a plan, as far as it matters to a scan below.</summary>
/// <param name="Named">False where the names of tables and indexes are left out of the outline.</param>
/// <param name="Path">The way down to here where every call takes it; else null.</param>
internal sealed record PlanPlace(bool Named, ScanPath? Path)
{
    // They see every row of what is below them before they give on one.
    private static readonly HashSet<string> Whole = new(StringComparer.Ordinal) { "Aggregate", "Group", "Hash", "Incremental Sort", "SetOp", "Sort", "Unique", "WindowAgg" };

    // What they give on is not the rows of a table, so that no index of one serves a join above them.
    private static readonly HashSet<string> Computed = new(StringComparer.Ordinal) { "Aggregate", "Group", "Limit", "ProjectSet", "Recursive Union", "SetOp", "Unique", "WindowAgg" };

    private static readonly HashSet<string> Parts = new(StringComparer.Ordinal) { "Append", "Merge Append" };

    /// <summary>Cost of a LIMIT above that may end what is below it; null where none may.</summary>
    public double? Limit { get; private init; }

    /// <summary>The joins above that need not give on every row, the nearest first.</summary>
    public JoinAbove? Joins { get; private init; }

    /// <summary>The table with all its parts, where the place is within it.</summary>
    public (double Rows, double Cost)? Input { get; private init; }

    /// <summary>True below an Append.</summary>
    public bool IsPart { get; private init; }

    /// <summary>The place of what an operator works on.</summary>
    /// <param name="node">The operator.</param>
    /// <param name="type">Its node type.</param>
    /// <param name="child">What it works on.</param>
    public PlanPlace Below(JsonElement node, string type, JsonElement child)
    {
        var parts = Parts.Contains(type);
        var isApart = PlanOperator.Text(child, "Parent Relationship") is "InitPlan" or "SubPlan";
        return this with
        {
            // Partitions come and go with the calendar: what they are called and how many there are is not the plan's shape.
            Named = Named && !parts,
            Limit = isApart || Whole.Contains(type) ? null : type == "Limit" ? Cost(node) : Limit,
            Path = Path?.Through(node, type),
            Joins = Computed.Contains(type) || isApart ? null : JoinsOver(node, child),
            Input = parts ? Input ?? (Rows(node), Cost(node)) : type is "Gather" or "Gather Merge" or "Hash" or "Incremental Sort" or "Materialize" or "Memoize" or "Sort" ? Input : null,
            IsPart = parts || (IsPart && !node.TryGetProperty("Join Type", out _)),
        };
    }

    /// <summary>Rows that an operator is expected to give on.</summary>
    public static double Rows(JsonElement node) => node.GetProperty("Plan Rows").GetDouble();

    /// <summary>What an operator is expected to cost.</summary>
    public static double Cost(JsonElement node) => node.GetProperty("Total Cost").GetDouble();

    // A join that gives on every row of one side, matched or not, has that side read whole.
    private JoinAbove? JoinsOver(JsonElement node, JsonElement child)
    {
        if (PlanOperator.Text(node, "Join Type") is not { } join)
        {
            return Joins;
        }

        var place = PlanOperator.Text(child, "Parent Relationship");
        var keepsAll = join == "Full" || (place == "Outer" && join is "Left" or "Anti") || (place == "Inner" && join is "Right" or "Right Anti");
        var condition = string.Join(" and ", ((string[])["Hash Cond", "Merge Cond", "Join Filter"]).Select(name => PlanOperator.Text(node, name)).OfType<string>());
        var other = node.GetProperty("Plans").EnumerateArray().FirstOrDefault(sibling => PlanOperator.Text(sibling, "Parent Relationship") is "Outer" or "Inner" && PlanOperator.Text(sibling, "Parent Relationship") != place);
        return keepsAll || condition.Length == 0 || other.ValueKind != JsonValueKind.Object ? Joins : new JoinAbove(condition, Rows(other), Rows(node), Joins);
    }
}
