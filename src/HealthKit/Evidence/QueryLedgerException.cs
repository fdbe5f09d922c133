namespace HealthKit.Evidence;

/// <summary>A query ledger that cannot be read; the message names the file, the line and the reason.</summary>
/// <param name="file">The file's name.</param>
/// <param name="line">The line, counted from 1.</param>
/// <param name="reason">What is wrong with it.</param>
public sealed class QueryLedgerException(string file, int line, string reason) : Exception($"{file}({Units.Plain(line)}): {reason}")
{
    /// <summary>The line, counted from 1.</summary>
    public int Line => line;
}
