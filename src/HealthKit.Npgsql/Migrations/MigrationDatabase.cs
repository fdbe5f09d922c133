using System.Data.Common;
using HealthKit.Migrations;
using HealthKit.Npgsql.Commands;
using HealthKit.Npgsql.Databases;
using HealthKit.Npgsql.Pools;
using HealthKit.Sources;
using Npgsql;

namespace HealthKit.Npgsql.Migrations;

/// <summary>Reads the history of migrations and the size of tables over HealthKit's own connection.</summary>
internal sealed class MigrationDatabase(DatabaseRegistry registry) : IMigrationDatabase
{
    // A reading of the catalog may be under way, which has 12 s. The sources that ask one database after another have two minutes.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    // Of a table that was never analyzed only the pages are known.
    private const string TablesSql = """
        SELECT n.nspname, c.relname, CASE WHEN c.reltuples < 0 THEN pg_catalog.pg_relation_size(c.oid) / 100 ELSE c.reltuples END::bigint,
          pg_catalog.has_table_privilege(c.oid, 'SELECT') AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'
        LIMIT 20000
        """;

    /// <inheritdoc/>
    public async Task<MigrationSurroundings?> ReadAsync(string? connectionString, DbDataSource? source, MigrationHistory history, CancellationToken cancellationToken) =>
        Find(connectionString, source) is { } database ? await ReadAsync(registry.Connections, database, [history], cancellationToken).ConfigureAwait(false) : null;

    /// <summary>Reads the first of these histories that the database has.</summary>
    public static async Task<MigrationSurroundings> ReadAsync(OwnConnections connections, Database database, IReadOnlyList<MigrationHistory> histories, CancellationToken cancellationToken)
    {
        if (database.PasswordUnknown)
        {
            return new MigrationSurroundings { Unreadable = "the password of its database is not known to HealthKit; register an NpgsqlDataSource or put the connection string under ConnectionStrings." };
        }

        using var deadline = new CancellationTokenSource(Deadline);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return await OwnWork.RunAsync(cancellation => AskAsync(connections, database, histories, cancellation), either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new MigrationSurroundings { Unreadable = "the server gave no answer in time." };
        }
#pragma warning disable CA1031 // A database out of reach leaves the migrations readable; providers and callbacks of the host may throw anything.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return new MigrationSurroundings { Unreadable = $"{Failure.Describe(exception).TrimEnd('.')}." };
        }
    }

    private Database? Find(string? connectionString, DbDataSource? source)
    {
        var text = source?.ConnectionString ?? connectionString;
        if (source is not (null or NpgsqlDataSource) || !PoolSettings.TryParse(text, out var settings))
        {
            return null;
        }

        return registry.All().FirstOrDefault(database => source is null ? database.Settings.Key == settings.Key : ReferenceEquals(database.Source, source))
            ?? new Database(settings, source as NpgsqlDataSource, connectionString);
    }

    private static async Task<MigrationSurroundings> AskAsync(OwnConnections connections, Database database, IReadOnlyList<MigrationHistory> histories, CancellationToken cancellationToken)
    {
        var session = await connections.OpenAsync(database, cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            return await ReadOnlyWork.RunAsync(session.Connection, () => AskAsync(session.Connection, histories, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<MigrationSurroundings> AskAsync(NpgsqlConnection connection, IReadOnlyList<MigrationHistory> histories, CancellationToken cancellationToken)
    {
        var (tables, readable) = await TablesAsync(connection, cancellationToken).ConfigureAwait(false);
        foreach (var history in histories)
        {
            var table = tables.Keys.Where(name => Is(name, history)).OrderBy(static name => name.StartsWith("public.", StringComparison.Ordinal) ? 0 : 1).FirstOrDefault();
            if (table is not null)
            {
                return readable.Contains(table)
                    ? new MigrationSurroundings { Tables = tables, Applied = await AppliedAsync(connection, table, history, cancellationToken).ConfigureAwait(false) }
                    : new MigrationSurroundings { Tables = tables, Unreadable = $"the role may not read its history. Run: GRANT SELECT ON {Quoted(table)} TO the application's role." };
            }
        }

        return new MigrationSurroundings { Tables = tables, Unreadable = "its database has no table of applied migrations." };
    }

    private static async Task<(Dictionary<string, long> Rows, HashSet<string> Readable)> TablesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var (rows, readable) = (new Dictionary<string, long>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        var command = new NpgsqlCommand(TablesSql, connection);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    var name = $"{reader.GetString(0)}.{reader.GetString(1)}";
                    rows[name] = reader.GetInt64(2);
                    if (reader.GetBoolean(3))
                    {
                        readable.Add(name);
                    }
                }
            }
        }

        return (rows, readable);
    }

    private static async Task<Dictionary<string, DateTimeOffset?>> AppliedAsync(NpgsqlConnection connection, string table, MigrationHistory history, CancellationToken cancellationToken)
    {
        var applied = new Dictionary<string, DateTimeOffset?>(StringComparer.Ordinal);
        var time = history.Time is null ? "NULL::timestamptz" : $"{Quote(history.Time)}::timestamptz";
#pragma warning disable CA2100 // Names of the catalog, quoted.
        var command = new NpgsqlCommand($"SELECT {Quote(history.Column)}::text, {time} FROM {Quoted(table)} WHERE {Quote(history.Column)} IS NOT NULL LIMIT 10000", connection);
#pragma warning restore CA2100
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    applied[reader.GetString(0)] = await reader.IsDBNullAsync(1, cancellationToken).ConfigureAwait(false) ? null : new DateTimeOffset(reader.GetDateTime(1));
                }
            }
        }

        return applied;
    }

    private static bool Is(string name, MigrationHistory history) =>
        history.Schema is { } schema ? name == $"{schema}.{history.Table}" : name.EndsWith($".{history.Table}", StringComparison.Ordinal);

    private static string Quoted(string table)
    {
        var dot = table.IndexOf('.', StringComparison.Ordinal);
        return $"{Quote(table[..dot])}.{Quote(table[(dot + 1)..])}";
    }

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
