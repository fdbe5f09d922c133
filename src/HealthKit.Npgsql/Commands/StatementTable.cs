using System.Collections.Concurrent;
using HealthKit.Signals;

namespace HealthKit.Npgsql.Commands;

/// <summary>All fingerprints, bounded; further ones share one slot without a text.</summary>
internal sealed class StatementTable(TimeSpan limit, TimeProvider time, int capacity = 2_000)
{
    private const int MostTexts = 4_000;
    private const int LongestText = 4_000;

    private readonly SlotTable<ulong, Statement> _statements = new(
        hash => new Statement(hash, limit, time.GetUtcNow()), new Statement(0, limit, time.GetUtcNow()), capacity);

    // Texts without literals only: others would be kept by the million, and with them what people typed.
    private readonly ConcurrentDictionary<string, Known> _byText = new(StringComparer.Ordinal);
    private int _texts;

    /// <summary>Sampled commands that found no slot.</summary>
    public long Overflowed => _statements.OverflowHits;

    /// <summary>The slot that the commands without one share.</summary>
    public Statement Overflow => _statements.Overflow;

    /// <summary>All statements with a slot of their own.</summary>
    public IEnumerable<Statement> All => _statements.Snapshot().Select(static pair => pair.Value);

    /// <summary>The statement of a command's text, and what one pass over the text told.</summary>
    public (Statement Statement, SqlFingerprint Fingerprint) Find(string sql)
    {
        if (_byText.TryGetValue(sql, out var known))
        {
            return (known.Statement, known.Fingerprint);
        }

        var fingerprint = SqlFingerprint.Of(sql);
        var statement = _statements[fingerprint.Hash];
        if (ReferenceEquals(statement, _statements.Overflow))
        {
            return (statement, fingerprint);
        }

        statement.Describe(sql, fingerprint);
        if (!fingerprint.HasLiterals && sql.Length <= LongestText && Volatile.Read(ref _texts) < MostTexts && Interlocked.Increment(ref _texts) <= MostTexts)
        {
            _byText.TryAdd(sql, new Known(statement, fingerprint));
        }

        return (statement, fingerprint);
    }

    private sealed record Known(Statement Statement, SqlFingerprint Fingerprint);
}
