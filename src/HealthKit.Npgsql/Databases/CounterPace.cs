using HealthKit.Npgsql.Sql;
using Npgsql;

namespace HealthKit.Npgsql.Databases;

/// <summary>When the counters of a database's tables are read: each round, more seldom where plans scan very many, and not for a while after the server has refused it. Not thread-safe.</summary>
internal sealed class CounterPace
{
    // A few milliseconds of the server's time.
    private const int TablesARound = 1_000;

    private static readonly TimeSpan Round = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan FirstWait = TimeSpan.FromMinutes(1);

    private readonly Retreat _retreat = new(FirstWait);
    private DateTimeOffset _due;

    /// <summary>Why they could not be read, or null.</summary>
    public string? Refusal { get; private set; }

    /// <summary>True when they are to be read.</summary>
    public bool IsDue(DateTimeOffset now) => now >= _due && !_retreat.Holds(now);

    /// <summary>Notes that they were read; the size of a table is that of all its parts, which are looked at, too.</summary>
    public void Done(IReadOnlyDictionary<TableName, TableCounters> counters, DateTimeOffset now)
    {
        var tables = counters.Values.DistinctBy(static table => table.Root, StringComparer.Ordinal).Sum(static table => table.RootParts);
        Refusal = null;
        _retreat.End();
        _due = tables <= TablesARound ? default : now + tables / TablesARound * Round;
    }

    /// <summary>Notes that the server refused.</summary>
    public void Refused(PostgresException refusal, DateTimeOffset now)
    {
        Refusal = $"the counters of the tables that it scans cannot be read: {Failure.Describe(refusal)}; it is tried again after {Units.Duration(_retreat.After(now))}";
    }
}
