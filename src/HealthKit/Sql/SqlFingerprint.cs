namespace HealthKit.Sql;

/// <summary>What one pass over a command's text tells about it.</summary>
/// <param name="Hash">Of the text with literals and parameters alike: the identity for latency and repeats, so that a concatenated loop is one statement.</param>
/// <param name="LiteralHash">Of the text with literals told from parameters: the identity for concatenation, so that a safe twin is not blamed.</param>
/// <param name="Statements">Statements in the text; a batch of three is three.</param>
/// <param name="HasLiterals">True when it holds a string or numeric literal, numbers of rows (LIMIT 20) apart: such a text is never kept.</param>
/// <param name="Kind">What it does: of several statements the weightiest counts, so that a SET before a query hides none.</param>
internal readonly record struct SqlFingerprint(ulong Hash, ulong LiteralHash, int Statements, bool HasLiterals, SqlCommandKind Kind)
{
    /// <summary>Characters that are looked at; more would cost a request time and tell nothing.</summary>
    public const int LongestText = 16_384;

    /// <summary>Reads a command's text.</summary>
    public static SqlFingerprint Of(ReadOnlySpan<char> sql)
    {
        var normalizer = new SqlNormalizer(sql.Length > LongestText ? sql[..LongestText] : sql, text: null);
        return normalizer.Run();
    }
}
