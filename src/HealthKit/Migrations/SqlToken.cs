using HealthKit.Sql;

namespace HealthKit.Migrations;

/// <summary>One token of a script, with its line.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its characters; a word in lower case.</param>
/// <param name="Line">The line it begins on, from 1.</param>
internal readonly record struct SqlToken(SqlTokenKind Kind, string Text, int Line)
{
    /// <summary>True for a name, quoted or not.</summary>
    public bool IsName => Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier;

    /// <summary>True for a string or a number.</summary>
    public bool IsLiteral => Kind is SqlTokenKind.Text or SqlTokenKind.Number;

    /// <summary>True for this keyword or symbol.</summary>
    public bool Is(string text) => Kind is SqlTokenKind.Word or SqlTokenKind.Symbol && Text == text;
}
