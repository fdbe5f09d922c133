using System.Text.RegularExpressions;
using HealthKit.Npgsql.Commands;

namespace HealthKit.Npgsql.Databases;

/// <summary>Finds SQL written by hand that reads or changes an owned table without comparing the owner's column with a value: a mapper's query filter does not reach it.</summary>
internal static class HandWrittenUse
{
    // None of the patterns here has a time limit: the texts are short, the patterns take time in proportion, and a limit by the clock is met by a process
    // that was not given the processor.

    /// <summary>Those among the statements that pass a filter of the table by.</summary>
    public static IEnumerable<Statement> Of(OwnedTable table, IReadOnlyList<UsedTables> handWritten) => handWritten
        .Where(use => table.IsAmong(use.Tables) && PassesBy(use.Statement.Text, table.Evidence.Table, table.Evidence.Column)).Select(static use => use.Statement);

    /// <summary>True for a read or change of rows that are there: a new row has whatever owner it is given, unless it takes the place of another.</summary>
    public static bool IsCandidate(Statement statement) =>
        statement.IsHandWritten && statement.Kind == SqlCommandKind.Query && (!IsInsert(statement.Text) || Upserts.IsIn(statement.Text));

    /// <summary>True where a normalised text reads or changes rows of a table, whosever they are.</summary>
    public static bool PassesBy(string text, string table, string columns) =>
        Upserts.Overwrite(text, table, columns) || (!IsInsert(text) && !Compares(text, columns) && !OnlyInserts(text, table));

    /// <summary>True when a condition of a normalised text compares one of the columns with a parameter, a literal or the row that an INSERT proposes.</summary>
    public static bool Compares(string text, string columns)
    {
        var where = text.IndexOf(" where ", StringComparison.OrdinalIgnoreCase);
        return where >= 0 && ColumnPatterns(columns).Any(column => IsCompared(text[where..], column));
    }

    /// <summary>True where a normalised text names a table only to put new rows into it, as one part of a larger statement may.</summary>
    public static bool OnlyInserts(string text, string table)
    {
        var named = $"""(?<![\w"])"?{NamePattern(table)}"?(?!\w)""";
        // What a long text was cut of may name it again.
        return !text.EndsWith('…') && Regex.IsMatch(text, named, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)
            && !Regex.IsMatch(text, $"""(?<!insert\s+into\s+(only\s+)?("?\w+"?\s*\.\s*)?){named}""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    }

    /// <summary>A pattern for a table's name without schema and quotes.</summary>
    public static string NamePattern(string table) => Regex.Escape(table[(table.LastIndexOf('.') + 1)..].Trim('"'));

    /// <summary>Patterns for each of an owner's columns without quotes.</summary>
    public static IEnumerable<string> ColumnPatterns(string columns) => columns.Split(',', StringSplitOptions.TrimEntries).Select(static column => Regex.Escape(column.Trim('"')));

    private static bool IsInsert(string text) => text.StartsWith("insert ", StringComparison.OrdinalIgnoreCase);

    private static bool IsCompared(string condition, string column) => Regex.IsMatch(
        condition,
        $"""(?<![\w]){column}"?\s*(=|in)\s*(any\s*)?\(?\s*(\?|"?excluded"?\s*\.\s*"?{column}(?![\w]))|(\?|(?<![\w])excluded"?\s*\.\s*"?{column}"?)\s*=\s*([\w"]+\s*\.\s*)?"?{column}(?![\w])""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
}
