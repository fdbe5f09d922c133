using HealthKit.Npgsql.Commands;
using HealthKit.Npgsql.Databases;
using Npgsql;

namespace HealthKit.Npgsql.Custody;

/// <summary>
/// Asks the server about connections that outlived their requests before they are called leaks: whoever works with one, or listens on it, holds it
/// rightly. Where the server cannot be asked about them (no password, a pooler before it) they stay undecided.
/// </summary>
internal sealed class LeakInspector(DatabaseSignals signals, DatabaseRegistry registry)
{
    private const int MostAtOnce = 100;

    // The text is looked at by the server and does not leave it.
    private const string Sql = """
        SELECT wanted.pid, CASE
            WHEN session.pid IS NULL THEN 'gone'
            WHEN session.query ~* '^\s*listen\y' THEN 'listening'
            WHEN session.state IN ('idle', 'idle in transaction', 'idle in transaction (aborted)')
             AND session.state_change < pg_catalog.clock_timestamp() - make_interval(secs => $2) THEN 'idle'
            ELSE 'used' END, pg_catalog.pg_backend_pid()
        FROM pg_catalog.unnest($1) AS wanted(pid) LEFT JOIN pg_catalog.pg_stat_activity AS session ON session.pid = wanted.pid
        """;

    // A reading of the catalog may be under way, which has 15 s.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private Task _running = Task.CompletedTask;

    /// <summary>Looks at what is watched; called every few seconds, and does nothing while nothing is.</summary>
    public void Look()
    {
        var leaks = signals.Custody.Leaks;
        if (leaks.IsWatching && _running.IsCompleted && leaks.Quiet() is { Count: > 0 } quiet)
        {
            _running = OwnWork.RunAsync(cancellationToken => TryInspectAsync(quiet, cancellationToken), CancellationToken.None);
        }
    }

    private async Task<bool> TryInspectAsync(IReadOnlyList<HeldPast> quiet, CancellationToken cancellationToken)
    {
        try
        {
            await InspectAsync(quiet, cancellationToken).ConfigureAwait(false);
            return true;
        }
#pragma warning disable CA1031 // Nobody waits for it, and the next look tries again.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    private async Task InspectAsync(IReadOnlyList<HeldPast> quiet, CancellationToken cancellationToken)
    {
        var databases = registry.All();
        foreach (var group in quiet.GroupBy(static held => held.Source))
        {
            var key = ConnectionSources.KeyOf(group.Key);
            HeldPast[] held = [.. group.Take(MostAtOnce)];
            var states = await AskAllAsync([.. databases.Where(database => database.SourceKey == key || database.Settings.Key == key)], held, cancellationToken).ConfigureAwait(false);
            foreach (var connection in held)
            {
                signals.Custody.Leaks.Decide(connection, states.GetValueOrDefault(connection.Connector, HeldState.Unanswered));
            }
        }
    }

    // The servers of one data source are all asked, and a session found idle on one may be another's elsewhere: whoever sees it at work is right,
    // and one who did not answer might have.
    private async Task<Dictionary<int, HeldState>> AskAllAsync(Database[] databases, HeldPast[] held, CancellationToken cancellationToken)
    {
        var states = new Dictionary<int, HeldState>();
        foreach (var database in databases.Where(static database => !database.PasswordUnknown))
        {
            foreach (var (connector, state) in await AskAsync(database, held, cancellationToken).ConfigureAwait(false))
            {
                var known = states.GetValueOrDefault(connector, HeldState.Gone);
                states[connector] = state > known ? state : known;
            }
        }

        return states;
    }

    private async Task<Dictionary<int, HeldState>> AskAsync(Database database, HeldPast[] held, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            var session = await registry.Connections.OpenAsync(database, either.Token).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                return await ReadAsync(session.Connection, held, either.Token).ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // A server out of reach decides nothing; providers and callbacks of the host may throw anything.
        catch (Exception)
#pragma warning restore CA1031
        {
            return held.ToDictionary(static connection => connection.Connector, static _ => HeldState.Unanswered);
        }
    }

    private static async Task<Dictionary<int, HeldState>> ReadAsync(NpgsqlConnection connection, HeldPast[] held, CancellationToken cancellationToken)
    {
        var states = new Dictionary<int, HeldState>();
        var command = new NpgsqlCommand(Sql, connection);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. held.Select(static held => held.Connector).Distinct()] });
            command.Parameters.Add(new NpgsqlParameter<double> { TypedValue = LeakWatch.Patience.TotalSeconds });
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    // Behind a pooler the numbers that clients know are not the server's.
                    states[reader.GetInt32(0)] = reader.GetInt32(2) != connection.ProcessID ? HeldState.Unanswered : reader.GetString(1) switch
                    {
                        "gone" => HeldState.Gone,
                        "listening" => HeldState.Listening,
                        "idle" => HeldState.Idle,
                        _ => HeldState.InUse,
                    };
                }
            }
        }

        return states;
    }
}
