using System.Globalization;
using HealthKit.Evidence;
using Npgsql;

namespace HealthKit.Npgsql.Databases;

/// <summary>Reads a server's settings as a session of the application has them.</summary>
internal static class ServerReader
{
    private const string StatementTimeout = "statement_timeout";

    // What a session begins with, by ALTER ROLE, ALTER DATABASE, Options or the server's default. What somebody has SET is another thing: a pooler may have lent
    // the session to others before.
    private const string SettingsSql = """
        SELECT name, reset_val, setting FROM pg_catalog.pg_settings WHERE name IN (
          'statement_timeout', 'log_min_duration_statement', 'log_min_duration_sample', 'log_statement_sample_rate',
          'auto_explain.log_min_duration', 'max_connections', 'superuser_reserved_connections', 'reserved_connections', 'server_version')
        """;

    // Superusers are exempt from both limits.
    private const string StateSql = """
        SELECT pg_catalog.pg_is_in_recovery(), pg_catalog.pg_backend_pid(),
          (SELECT min(allowed) FROM (
            SELECT datconnlimit AS allowed FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()
            UNION ALL SELECT rolconnlimit FROM pg_catalog.pg_roles WHERE rolname = session_user) AS limits
            WHERE allowed >= 0 AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = session_user AND rolsuper))
        """;

    // Counting needs no privilege; the details, where they may be seen, tell a standby from who copies the log away or subscribes to changes.
    private const string StandbysSql = """
        SELECT count(*)::int FROM pg_catalog.pg_stat_replication r
        WHERE (r.state IS NULL OR (r.state IN ('startup', 'catchup', 'streaming') AND NOT (r.flush_lsn IS NOT NULL AND r.replay_lsn IS NULL)))
          AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_replication_slots s WHERE s.slot_type = 'logical' AND s.active_pid = r.pid)
        """;

    /// <summary>Reads it over HealthKit's own open connection.</summary>
    public static async Task<DatabaseServer> ReadAsync(NpgsqlConnection connection, Database database, SessionProbe sessions, NpgsqlAuditOptions options, CancellationToken cancellationToken)
    {
        var settings = await SettingsAsync(connection, asSet: false, cancellationToken).ConfigureAwait(false);
        var (standby, backend, limit) = await StateAsync(connection, cancellationToken).ConfigureAwait(false);
        var proxied = backend != connection.ProcessID;
        var timeout = Milliseconds(settings, StatementTimeout);
        if (timeout == TimeSpan.Zero && database.Source is not null)
        {
            // A pooler lends a session to one client after the other: whose SET it shows, and who keeps it, nobody can say.
            var asSet = await sessions.StatementTimeoutAsync(database, cancellationToken).ConfigureAwait(false);
            timeout = proxied && asSet > TimeSpan.Zero ? null : asSet;
        }

        var longest = database.LongestTimeout;
        var sampled = settings.TryGetValue("log_statement_sample_rate", out var rate) && double.Parse(rate, CultureInfo.InvariantCulture) > 0;
        return new DatabaseServer
        {
            DataSource = database.Name,
            Database = database.Settings.Database,
            Version = settings.GetValueOrDefault("server_version")?.Split(' ')[0],
            StatementTimeout = timeout,
            CommandTimeout = longest.Timeout,
            CommandTimeoutOwner = longest.Owner.Length > 0 ? longest.Owner : null,
            LogMinDurationStatement = Milliseconds(settings, "log_min_duration_statement"),
            LogMinDurationSample = sampled && Milliseconds(settings, "log_min_duration_sample") is { Ticks: >= 0 } sample ? sample : null,
            AutoExplainMinDuration = Milliseconds(settings, "auto_explain.log_min_duration") is { Ticks: >= 0 } explained ? explained : null,
            MaxConnections = Number(settings, "max_connections"),
            ReservedConnections = (Number(settings, "superuser_reserved_connections") ?? 0) + (Number(settings, "reserved_connections") ?? 0),
            ConnectionLimit = limit,
            IsStandby = standby,
            Standbys = await StandbysAsync(connection, cancellationToken).ConfigureAwait(false),
            CpuCores = options.DatabaseCpuCores ?? (database.Settings.IsLoopback && !proxied ? Environment.ProcessorCount : null),
            Proxy = proxied ? "The backend's process id differs from the one the connection was given." : null,
        };
    }

    /// <summary>The session's own statement_timeout; null when it cannot be read.</summary>
    public static async Task<TimeSpan?> StatementTimeoutAsync(NpgsqlConnection session, CancellationToken cancellationToken) =>
        Milliseconds(await SettingsAsync(session, asSet: true, cancellationToken).ConfigureAwait(false), StatementTimeout);

    private static async Task<Dictionary<string, string>> SettingsAsync(NpgsqlConnection connection, bool asSet, CancellationToken cancellationToken)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        var command = new NpgsqlCommand(SettingsSql, connection);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    settings[reader.GetString(0)] = reader.GetString(asSet ? 2 : 1);
                }
            }
        }

        return settings;
    }

    private static async Task<int?> StandbysAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(StandbysSql, connection);
        await using (command.ConfigureAwait(false))
        {
            try
            {
                return (int?)await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException refusal) when (Failure.IsOfOneStatement(refusal))
            {
                return null;
            }
        }
    }

    private static async Task<(bool Standby, int Backend, int? Limit)> StateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(StateSql, connection);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                return (reader.GetBoolean(0), reader.GetInt32(1), await reader.IsDBNullAsync(2, cancellationToken).ConfigureAwait(false) ? null : reader.GetInt32(2));
            }
        }
    }

    private static TimeSpan? Milliseconds(Dictionary<string, string> settings, string name) =>
        settings.TryGetValue(name, out var value) ? TimeSpan.FromMilliseconds(double.Parse(value, CultureInfo.InvariantCulture)) : null;

    private static int? Number(Dictionary<string, string> settings, string name) =>
        settings.TryGetValue(name, out var value) ? int.Parse(value, CultureInfo.InvariantCulture) : null;
}
