using System.Text.Json;

namespace HealthKit.Npgsql.Databases;

/// <summary>Names that stand before a bracket, in a plan's expressions or in a function's body: those of functions, and words of the grammar.</summary>
internal static class CalledNames
{
    /// <summary>Adds those of one operator.</summary>
    public static void AddFrom(JsonElement node, HashSet<string> names)
    {
        foreach (var property in node.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Array && property.Name != "Plans")
            {
                foreach (var item in property.Value.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.String))
                {
                    AddFrom(item.GetString(), names);
                }
            }
            else if (property.NameEquals("Function Name"))
            {
                names.Add(property.Value.GetString() ?? "");
            }
            else if (property.Value.ValueKind == JsonValueKind.String)
            {
                AddFrom(property.Value.GetString(), names);
            }
        }
    }

    /// <summary>Adds those of a text, as the catalog has them: folded to lower case unless quoted.</summary>
    public static void AddFrom(ReadOnlySpan<char> sql, HashSet<string> names)
    {
        var tokens = new SqlTokenizer(sql);
        var before = "";
        while (tokens.Read())
        {
            if (tokens.Text is "(" && before.Length > 0)
            {
                names.Add(before);
            }

            before = NameOf(tokens.Kind, tokens.Text);
        }
    }

    /// <summary>A token as the catalog has a name; empty where it is none.</summary>
    public static string NameOf(SqlTokenKind kind, ReadOnlySpan<char> text) =>
        kind == SqlTokenKind.Word ? text.ToString().ToLowerInvariant()
        : kind == SqlTokenKind.QuotedIdentifier ? text.Trim('"').ToString().Replace("\"\"", "\"", StringComparison.Ordinal)
        : "";
}
