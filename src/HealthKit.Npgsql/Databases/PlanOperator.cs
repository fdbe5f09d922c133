using System.Text;
using System.Text.Json;

namespace HealthKit.Npgsql.Databases;

/// <summary>One operator of a plan in EXPLAIN's own words, without costs and conditions.</summary>
internal static class PlanOperator
{
    /// <summary>One text of an operator in EXPLAIN's JSON; null where it has none of that name.</summary>
    public static string? Text(JsonElement node, string name) => node.TryGetProperty(name, out var value) ? value.GetString() : null;

    /// <summary>What it does and on what, for example "Index Scan using orders_pkey on public.orders".</summary>
    /// <param name="node">The operator in EXPLAIN's JSON.</param>
    /// <param name="type">Its node type.</param>
    /// <param name="named">False where the names of tables and indexes are left out.</param>
    public static string Describe(JsonElement node, string type, bool named)
    {
        var line = new StringBuilder();
        if (Text(node, "Parent Relationship") is ("InitPlan" or "SubPlan") and var relationship)
        {
            line.Append(relationship).Append(": ");
        }

        line.Append(type);
        if (Text(node, "Join Type") is { } join and not "Inner")
        {
            line.Append(' ').Append(join).Append(" Join");
        }

        if (!named)
        {
            return line.ToString();
        }

        if (Text(node, "Index Name") is { } index)
        {
            line.Append(" using ").Append(index);
        }

        if (Text(node, "Relation Name") is { } relation)
        {
            line.Append(" on ").Append(Text(node, "Schema") is { } schema ? $"{schema}.{relation}" : relation);
        }

        return line.ToString();
    }
}
