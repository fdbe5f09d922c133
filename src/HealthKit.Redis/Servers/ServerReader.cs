using System.Collections.Concurrent;
using System.Net;
using HealthKit.Evidence;
using HealthKit.Redis.Clients;
using HealthKit.Sources;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace HealthKit.Redis.Servers;

/// <summary>Reads the primaries of one deployment.</summary>
internal sealed class ServerReader(RedisConnections connections, IOptions<RedisAuditOptions> options, CodeWords words, TimeProvider time)
{
    private const string InfoScript = "return redis.call('INFO')";
    private const string Silent = "It does not answer.";
    private const string NoOwnConnection = "HealthKit has no connection of its own, and keys are not looked at through the application's. Set HealthAudit:Redis:ConnectionString.";

    private readonly ConcurrentDictionary<string, ServerHistory> _histories = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<RedisTarget, ServerNames> _names = new();

    /// <summary>Keys evicted since the first reading, by server.</summary>
    public IEnumerable<(string Server, long Evicted)> Evictions => ServerHistory.Evicted(_histories);

    public async Task<IReadOnlyList<ServerReading>> ReadAsync(RedisTarget target, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await connections.OpenAsync(target, cancellationToken).ConfigureAwait(false);
            var servers = connection.GetServers();
            IServer[] primaries = [.. servers.Where(static server => server is { IsConnected: true, IsReplica: false })];
            if (primaries.Length == 0)
            {
                return [await ReadThroughApplicationAsync(target, cancellationToken).ConfigureAwait(false)];
            }

            var names = _names.GetOrAdd(target, static target => new ServerNames(target.Name));
            var read = new List<ServerReading>();
            foreach (var primary in primaries)
            {
                read.Add(await ReadAsync(target, primary, names.Of(primary.EndPoint), cancellationToken).ConfigureAwait(false));
            }

            // A part of a cluster that cannot be reached must not be left out as if it were in order.
            read.AddRange(Unreachable(servers, primaries).Select(missing => ServerReading.Blind(names.Of(missing), Silent)));
            return read;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return [ServerReading.Blind(target.Name, exception is RedisServerException refused ? Denied.Reason(refused, target.User, "info") : Silent)];
        }
    }

    private static IEnumerable<EndPoint> Unreachable(IServer[] servers, IServer[] primaries) =>
        (servers.FirstOrDefault(static server => server is { IsConnected: true, ServerType: ServerType.Cluster })?.ClusterConfiguration?.Nodes ?? [])
            .Where(static node => node is { IsReplica: false, Slots.Count: > 0, EndPoint: not null })
            .Select(static node => node.EndPoint!)
            .Where(point => !primaries.Any(primary => primary.EndPoint.Equals(point)));

    private async Task<ServerReading> ReadAsync(RedisTarget target, IServer primary, string name, CancellationToken cancellationToken)
    {
        try
        {
            string? refused = null;
            RedisInfo? info = null;
            var history = History(name);
            try
            {
                string text = await InfoAsync(primary, [], cancellationToken).ConfigureAwait(false);
                info = new RedisInfo(text);
                history.Add(info);
                if (!info.ShowsKeyspace && options.Value.SampleKeys > 0)
                {
                    info = new RedisInfo($"{text}\r\n{await history.KeyspaceAsync(() => InfoAsync(primary, ["KEYSPACE"], cancellationToken), options.Value.SampleInterval).ConfigureAwait(false)}");
                }
            }
            catch (RedisServerException exception)
            {
                // Who may not ask for figures may still be allowed to look at keys.
                refused = Denied.Reason(exception, target.User, "info");
            }

            return await StateAsync(target, history, name, info, refused, primary, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return ServerReading.Blind(name, Silent);
        }
    }

    private ServerHistory History(string name) => _histories.GetOrAdd(name, _ => new ServerHistory(time));

    private static async Task<string> InfoAsync(IServer server, object[] sections, CancellationToken cancellationToken) =>
        Text(await server.ExecuteAsync("INFO", sections).WaitAsync(cancellationToken).ConfigureAwait(false));

    // A server may mark its answer as text, in the answer itself.
    private static string Text(RedisResult answer) => answer.ToString(out _) ?? "";

    // The application's multiplexer may know what its settings do not tell, such as certificates or tokens: one script on it stands in for a connection of our own.
    private async Task<ServerReading> ReadThroughApplicationAsync(RedisTarget target, CancellationToken cancellationToken)
    {
        if (target.Application is not { IsConnected: true } application)
        {
            return ServerReading.Blind(target.Name, Silent);
        }

        var answer = await application.GetDatabase().ScriptEvaluateAsync(InfoScript).WaitAsync(cancellationToken).ConfigureAwait(false);
        var (history, info) = (History(target.Name), new RedisInfo(Text(answer)));
        history.Add(info);
        return await StateAsync(target, history, target.Name, info, refused: null, sampled: null, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ServerReading> StateAsync(RedisTarget target, ServerHistory history, string name, RedisInfo? info, string? refused, IServer? sampled, CancellationToken cancellationToken)
    {
        var sample = await SampleAsync(target, history, sampled, info, cancellationToken).ConfigureAwait(false);
        var server = new CacheServer
        {
            Name = name,
            Unreadable = refused,
            SampledKeys = sample.Keys,
            SampleIsComplete = sample.IsComplete,
            SampleUnreadable = sample.Unreadable,
            ExpiriesUnreadable = sample.ExpiriesUnreadable,
            TypesUnreadable = sample.TypesUnreadable,
            Prefixes = sample.Prefixes,
        };
        if (info is null)
        {
            return new ServerReading(server, Run: null);
        }

        long? keys = info.ShowsKeyspace ? info.Keyspace.Sum(static database => database.Keys) : null;
        server = server with
        {
            Product = info.Product,
            Version = info.Version,
            KeyspaceHits = history.Lookups.Hits,
            KeyspaceMisses = history.Lookups.Misses,
            EvictedKeys = info.Number("evicted_keys"),
            EvictionsPerKeyHour = history.Evictions.PerHour is { } rate && (keys > 0 || rate == 0) ? rate / Math.Max(1, keys ?? 0) : null,
            EvictionSpan = history.Evictions.Span,
            EvictionsSinceServerStart = history.Evictions.SinceStart,
            MaxMemoryBytes = info.MaxMemoryBytes,
            UsedMemoryBytes = info.Number("used_memory"),
            MaxMemoryPolicy = info.Text("maxmemory_policy"),
            Keys = keys,
            KeysWithExpiry = info.ShowsKeyspace ? info.Keyspace.Sum(static database => database.Expires) : null,
        };
        return new ServerReading(server, history.Run);
    }

    private async Task<KeySample> SampleAsync(RedisTarget target, ServerHistory history, IServer? server, RedisInfo? info, CancellationToken cancellationToken)
    {
        if (server is null || options.Value.SampleKeys == 0)
        {
            return new KeySample { Unreadable = server is null ? NoOwnConnection : "HealthAudit:Redis:SampleKeys is 0." };
        }

        // A sample of a server that has filled since says nothing of what stands there now.
        bool outgrown = history.Sample is { Sample: { IsComplete: true } small } && info?.Keyspace.Sum(static database => database.Keys) > 2 * small.Keys;
        if (!outgrown && history.Sample is { } last && last.Sample.IsWhole && time.GetElapsedTime(last.Timestamp) < options.Value.SampleInterval)
        {
            return last.Sample;
        }

        if (server.ServerType is not ServerType.Cluster
            && server.Multiplexer.GetServers().Count(static other => other is { IsConnected: true, IsReplica: false }) > 1
            && !server.EndPoint.Equals(await server.Multiplexer.GetDatabase().IdentifyEndpointAsync(flags: CommandFlags.DemandMaster).WaitAsync(cancellationToken).ConfigureAwait(false)))
        {
            return new KeySample { Unreadable = "It is a second primary behind one connection, whose keys are not looked at. Set HealthAudit:Redis:ConnectionString to it alone." };
        }

        var databases = info is { ShowsKeyspace: true } ? info.Keyspace.Select(static database => database.Database) : [target.Settings.DefaultDatabase ?? 0];
        var sample = await new KeySampler(server, target, options.Value, words).TakeAsync(databases, cancellationToken).ConfigureAwait(false);
        if (info is { ShowsKeyspace: false })
        {
            // There may be keys in databases that nobody named.
            sample = sample with { IsComplete = false };
        }

        history.CountOwn(sample.Own.Hits, sample.Own.Misses);
        history.Sample = (sample, time.GetTimestamp());
        return sample;
    }
}
