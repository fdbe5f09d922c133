using HealthKit.Evidence;
using HealthKit.Npgsql.Commands;
using Npgsql;

namespace HealthKit.Npgsql.Databases;

/// <summary>The catalog of one database: read every few minutes, part by part, so that what one part may not see leaves the others known.</summary>
internal sealed class CatalogWatch(Database database, double bloatLimit, TimeProvider time)
{
    private readonly IndexWatch _indexes = new(bloatLimit, time);
    private DatabaseCatalog? _foreignKeys;
    private IReadOnlyList<OwnedTable>? _owned;
    private string? _ownedUnreadable;
    private DateTimeOffset _at;

    /// <summary>How old the parts may get.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Reads what is due, over HealthKit's own open connection; the bloat of a few indexes each time.</summary>
    public async Task AskAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var isDue = _foreignKeys is null or { ForeignKeysUnreadable: not null } || _ownedUnreadable is not null || time.GetUtcNow() - _at >= Interval;
        if (isDue)
        {
            _foreignKeys = await ForeignKeysAsync(connection, cancellationToken).ConfigureAwait(false);
            await OwnedTablesAsync(connection, cancellationToken).ConfigureAwait(false);
            _at = time.GetUtcNow();
        }

        await _indexes.AskAsync(connection, isDue, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What is known, and when the oldest part was read; which tables statements use is known at once.</summary>
    public (DatabaseCatalog Catalog, DateTimeOffset At) Describe(DatabaseSignals signals, PlanWatch plans)
    {
        var used = signals.Statements.All.Where(database.Runs).SelectMany(static statement => statement.Use.Tables).Concat(plans.TablesOf(database)).ToHashSet();
        var handWritten = signals.Statements.All.Where(statement => database.Runs(statement) && HandWrittenUse.IsCandidate(statement)).ToArray();
        var half = signals.Half;
        return (_indexes.Describe(_foreignKeys! with
        {
            OwnedTablesReadable = _owned is not null,
            OwnedTablesUnreadable = _ownedUnreadable,
            OwnedTables = [.. (_owned ?? []).Select(table => table.Evidence with { SeenInStatements = table.IsAmong(used), HandWritten = HandWrittenUse.Of(table, handWritten, half) })],
        }), _at);
    }

    private async Task<DatabaseCatalog> ForeignKeysAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            return await CatalogReader.ReadAsync(connection, database, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException refusal) when (Failure.IsOfOneStatement(refusal))
        {
            return new DatabaseCatalog { Database = database.Name, ForeignKeysUnreadable = Denied("foreign keys", refusal, "pg_constraint, pg_index, pg_class, pg_attribute, pg_namespace, pg_am") };
        }
    }

    private async Task OwnedTablesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            _owned = await OwnedTableReader.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
            _ownedUnreadable = null;
        }
        catch (PostgresException refusal) when (Failure.IsOfOneStatement(refusal))
        {
            _ownedUnreadable = Denied("tables with an owner column", refusal, "pg_class, pg_attribute, pg_namespace, pg_policy");
        }
    }

    private static string Denied(string what, PostgresException refusal, string catalogs) =>
        $"{what} cannot be read: {Failure.Describe(refusal)}{(refusal.SqlState == PostgresErrorCodes.InsufficientPrivilege ? $"; as a superuser run in this database: GRANT SELECT ON {catalogs} TO PUBLIC;" : "")}";
}
