using System.Text.RegularExpressions;

namespace HealthKit.Npgsql.Databases;

/// <summary>Tells an INSERT … ON CONFLICT DO UPDATE that may overwrite another owner's row from one that cannot.</summary>
internal static class Upserts
{
    private const string Change = " do update ";
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    /// <summary>True where a normalised text may change rows that are there although it inserts.</summary>
    public static bool IsIn(string text) => text.Contains(Change, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// True where one into the table compares the owner's columns neither by what conflicts, whereby the row that is there has the new row's owner, nor by the
    /// condition of its change.
    /// </summary>
    public static bool Overwrite(string text, string table, string columns)
    {
        if (!IsIn(text))
        {
            return false;
        }

        return Regex.Matches(text, $"""insert\s+into\s+("?\w+"?\s*\.\s*)?"?{HandWrittenUse.NamePattern(table)}"?(?![\w.])""", Options)
            .Any(insert => Overwrites(Statement(text[(insert.Index + insert.Length)..]), columns));
    }

    private static bool Overwrites(string insert, string columns)
    {
        var conflict = insert.IndexOf(" on conflict", StringComparison.OrdinalIgnoreCase);
        var change = conflict < 0 ? -1 : insert.IndexOf(Change, conflict, StringComparison.OrdinalIgnoreCase);
        return change >= 0 && !Names(insert[conflict..change], columns) && !HandWrittenUse.Compares(insert[change..], columns);
    }

    // The predicate of a partial index says nothing of the owner.
    private static bool Names(string conflict, string columns)
    {
        var predicate = conflict.IndexOf(" where ", StringComparison.OrdinalIgnoreCase);
        var target = predicate < 0 ? conflict : conflict[..predicate];
        return HandWrittenUse.ColumnPatterns(columns).Any(column => Regex.IsMatch(target, $"""[(,]\s*"?{column}"?\s*[,)]""", Options));
    }

    // Up to the parenthesis that closes a part of a larger statement, or another statement.
    private static string Statement(string rest)
    {
        var depth = 0;
        for (var i = 0; i < rest.Length; i++)
        {
            depth += rest[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth < 0 || rest[i] == ';')
            {
                return rest[..i];
            }
        }

        return rest;
    }
}
