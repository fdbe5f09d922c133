using System.Text.Json;

namespace HealthKit.Npgsql.Databases;

/// <summary>The way from the root of a plan down to a scan that every call runs, with the names that an index could be chosen for.</summary>
/// <param name="names">Names so far.</param>
internal sealed class ScanPath(IReadOnlySet<string> names)
{
    private const string RowAddress = "ctid";

    // They run what is below them to its end, once. A join, an Append, a subquery or a LIMIT need not.
    private static readonly HashSet<string> PassOn = new(StringComparer.Ordinal) { "Gather", "Gather Merge", "LockRows", "Materialize", "ModifyTable", "ProjectSet", "Result", "Seq Scan", "Sort" };

    // What they compute may ask for rows in an order that an index has: min(id), array_agg(id ORDER BY id), DISTINCT.
    private static readonly HashSet<string> Compute = new(StringComparer.Ordinal) { "Aggregate", "Group", "Unique", "WindowAgg" };

    // Words of the plan's own, and what a node gives on without looking at it.
    private static readonly HashSet<string> Silent = new(StringComparer.Ordinal)
    {
        "Alias", "Command", "Join Type", "Node Type", "Operation", "Parent Relationship", "Partial Mode", "Relation Name", "Schema", "Strategy",
    };

    /// <summary>Begins above the root.</summary>
    public static ScanPath Root { get; } = new(new HashSet<string>());

    /// <summary>Names in all conditions, keys and computed values on the way, quoted as the server quotes them; among them those of tables, types and functions.</summary>
    public IReadOnlySet<string> Names => names;

    /// <summary>The way through a node; null where a call may not come through, or an index could serve that no name tells of.</summary>
    public ScanPath? Through(JsonElement node, string type)
    {
        var computes = Compute.Contains(type);
        var children = node.TryGetProperty("Plans", out var plans) ? plans.GetArrayLength() : 0;
        // "Member" is what a changed table's rows came from before PostgreSQL 14; an InitPlan or a SubPlan runs where somebody asks for it.
        var isInput = !node.TryGetProperty("Parent Relationship", out var place) || place.GetString() is "Outer" or "Member";
        if ((!computes && !PassOn.Contains(type)) || !isInput || children != (type == "Seq Scan" ? 0 : 1) || node.TryGetProperty("One-Time Filter", out _))
        {
            return null;
        }

        var together = new HashSet<string>(names, StringComparer.Ordinal);
        foreach (var property in node.EnumerateObject())
        {
            if (!Silent.Contains(property.Name) && (computes || property.Name != "Output") && !AddTo(together, property.Value))
            {
                return null;
            }
        }

        return new ScanPath(together);
    }

    private static bool AddTo(HashSet<string> names, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => AddTo(names, value.GetString()),
        JsonValueKind.Array => value.EnumerateArray().All(item => item.ValueKind != JsonValueKind.String || AddTo(names, item.GetString())),
        _ => true,
    };

    // A whole row is every column at once, and the address of a row finds it without an index.
    private static bool AddTo(HashSet<string> names, string? text)
    {
        var tokens = new SqlTokenizer(text);
        var qualified = false;
        while (tokens.Read())
        {
            if (tokens.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier)
            {
                names.Add(tokens.Text.ToString());
                if (tokens.Text is RowAddress)
                {
                    return false;
                }
            }
            else if (qualified && tokens.Text is ['*', ..])
            {
                return false;
            }

            qualified = tokens.Kind == SqlTokenKind.Symbol && tokens.Text is ".";
        }

        return true;
    }
}
