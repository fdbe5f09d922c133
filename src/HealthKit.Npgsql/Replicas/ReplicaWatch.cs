using HealthKit.Evidence;
using HealthKit.Npgsql.Commands;
using HealthKit.Npgsql.Databases;
using Npgsql;

namespace HealthKit.Npgsql.Replicas;

/// <summary>Knows which servers are standbys, and states to which kind reads went.</summary>
internal sealed class ReplicaWatch(DatabaseSignals signals, TimeProvider time)
{
    private static readonly TimeSpan FunctionsAgain = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<ServerAddress, bool> _standbys = [];
    private readonly Dictionary<string, (WritingFunctions Functions, DateTimeOffset At)> _functions = new(StringComparer.Ordinal);

    /// <summary>Reads what the database's functions do, over HealthKit's own open connection.</summary>
    public async Task AskAsync(NpgsqlConnection connection, Database database, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_functions.TryGetValue(database.Name, out var known) && time.GetUtcNow() - known.At < FunctionsAgain)
            {
                return;
            }
        }

        try
        {
            var functions = await WritingFunctions.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
            lock (_gate)
            {
                _functions[database.Name] = (functions, time.GetUtcNow());
            }
        }
        catch (PostgresException refusal) when (Failure.IsOfOneStatement(refusal))
        {
            // Reads that call functions are then told apart by PostgreSQL's own names alone.
        }
    }

    /// <summary>States it by what the servers said last.</summary>
    public ReplicaEvidence Read(IReadOnlyList<(Database Database, DatabaseServer Server)> servers, DateTimeOffset now, TimeSpan maxAge)
    {
        var roles = Roles(servers);
        var (reads, standby, writes, unknown) = (0L, 0L, signals.Reads.Writes, 0L);
        foreach (var (statement, server, weights) in signals.Reads.All)
        {
            if (MayWrite(statement, servers))
            {
                writes += weights;
                continue;
            }

            var known = roles.TryGetValue(server, out var isStandby) || roles.TryGetValue(OnlyServer(statement, servers), out isStandby);
            reads += weights;
            standby += isStandby ? weights : 0;
            unknown += known ? 0 : weights;
        }

        return new ReplicaEvidence
        {
            ObservedAt = now,
            MaxAge = maxAge,
            Reads = SampleWeight.Count(reads),
            Writes = SampleWeight.Count(writes),
            ReadsBesideWrites = SampleWeight.Count(signals.Reads.BesideWrites),
            ReadsOnStandby = SampleWeight.Count(standby),
            PeakReadsPerSecond = signals.Reads.PeakPerSecond,
            PeakOfAllReadsPerSecond = signals.Reads.PeakOfAllPerSecond,
            Standbys = Standbys(servers),
            Uptime = signals.Uptime,
            BlindSpots = [.. BlindSpots(servers, SampleWeight.Count(unknown))],
        };
    }

    // What a server was is remembered while it is out of reach: the reads that it served stay served.
    private Dictionary<ServerAddress, bool> Roles(IReadOnlyList<(Database Database, DatabaseServer Server)> servers)
    {
        lock (_gate)
        {
            foreach (var (database, server) in servers)
            {
                if (server.IsStandby is { } isStandby)
                {
                    var address = new ServerAddress(database.Settings.Host, database.Settings.Port);
                    if (_standbys.TryGetValue(address, out var before) && before != isStandby)
                    {
                        // A failover: what it served as the one says nothing of the other.
                        signals.Reads.Restart(address);
                    }

                    _standbys[address] = isStandby;
                }
            }

            return new Dictionary<ServerAddress, bool>(_standbys);
        }
    }

    private bool MayWrite(Statement statement, IReadOnlyList<(Database Database, DatabaseServer Server)> servers)
    {
        if (statement.Use.Functions.Count == 0)
        {
            return false;
        }

        var name = servers.FirstOrDefault(server => server.Database.Runs(statement)).Database?.Name;
        lock (_gate)
        {
            return (name is not null && _functions.TryGetValue(name, out var known) ? known.Functions : new WritingFunctions([])).AreAmong(statement.Use.Functions);
        }
    }

    // The driver does not tell where a multiplexed command went; where its data source has one server, that is where.
    private static ServerAddress OnlyServer(Statement statement, IReadOnlyList<(Database Database, DatabaseServer Server)> servers) =>
        servers.Where(server => server.Database.Runs(statement)).Select(static server => new ServerAddress(server.Database.Settings.Host, server.Database.Settings.Port)).Distinct().Take(2).ToArray() is [var only] ? only : default;

    // A standby may be known from the connection string, from its primary, or from both: the larger figure holds.
    private static int? Standbys(IReadOnlyList<(Database Database, DatabaseServer Server)> servers)
    {
        var asked = servers.DistinctBy(static server => server.Database.Settings.Server).ToArray();
        var named = asked.Count(static server => server.Server.IsStandby == true);
        var primaries = asked.Where(static server => server.Server.IsStandby == false).ToArray();
        var counted = primaries.Sum(static server => server.Server.Standbys ?? 0);
        var isCounted = primaries.Length > 0 && primaries.All(static server => server.Server.Standbys is not null);
        return isCounted || named > 0 || counted > 0 ? Math.Max(named, counted) : null;
    }

    private static IEnumerable<BlindSpot> BlindSpots(IReadOnlyList<(Database Database, DatabaseServer Server)> servers, long unknown)
    {
        foreach (var (database, server) in servers.Where(static server => server.Server.Unreadable is not null))
        {
            yield return new BlindSpot(database.Name, $"Its server cannot be asked whether it is a standby: {server.Unreadable}.", "Let HealthKit reach every host of the data source.");
        }

        if (unknown > 0)
        {
            yield return servers.FirstOrDefault(static server => server.Database.Settings.Multiplexing).Database is { } multiplexing
                ? new BlindSpot(multiplexing.Name, $"Multiplexing shares connections between commands; which server {Units.Count(unknown, "read")} went to is not told.", "Set Multiplexing=false in its connection string.")
                : new BlindSpot("reads", $"{Units.Count(unknown, "read")} went to a server that HealthKit does not know.", "Call UseHealthKit() on the NpgsqlDataSourceBuilder, or register the data source in dependency injection.");
        }
    }
}
