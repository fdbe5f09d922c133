namespace HealthKit.Sql;

/// <summary>What a piece of SQL text is.</summary>
internal enum SqlTokenKind
{
    /// <summary>A keyword or an identifier without quotes.</summary>
    Word,

    /// <summary>An identifier in double quotes.</summary>
    QuotedIdentifier,

    /// <summary>A numeric literal.</summary>
    Number,

    /// <summary>A string literal of any kind, its prefix included.</summary>
    Text,

    /// <summary>A parameter: $1, @name or :name.</summary>
    Parameter,

    /// <summary>An operator or a punctuation mark.</summary>
    Symbol,
}
