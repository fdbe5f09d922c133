using System.Collections.Concurrent;
using HealthKit.Evidence;
using HealthKit.Redis.Clients;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace HealthKit.Redis.Servers;

/// <summary>Reads the primaries of one deployment.</summary>
internal sealed class ServerReader(RedisConnections connections, IOptions<RedisAuditOptions> options, TimeProvider time)
{
    private const string InfoScript = "return redis.call('INFO')";
    private const string Silent = "It does not answer.";

    private readonly ConcurrentDictionary<string, ServerHistory> _histories = new(StringComparer.Ordinal);

    /// <summary>Keys evicted since the first reading, by server.</summary>
    public IEnumerable<(string Server, long Evicted)> Evictions => _histories.Select(static pair => (pair.Key, pair.Value.EvictedSinceFirst));

    public async Task<IReadOnlyList<CacheServer>> ReadAsync(RedisTarget target, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await connections.OpenAsync(target, cancellationToken).ConfigureAwait(false);
            IServer[] primaries = [.. connection.GetServers().Where(static server => server is { IsConnected: true, IsReplica: false })];
            if (primaries.Length == 0)
            {
                return [await ReadThroughApplicationAsync(target, cancellationToken).ConfigureAwait(false)];
            }

            var read = new List<CacheServer>();
            foreach (var primary in primaries)
            {
                read.Add(await ReadAsync(target, primary, primaries.Length == 1 ? target.Name : FormattableString.Invariant($"{target.Name} #{read.Count + 1}"), cancellationToken).ConfigureAwait(false));
            }

            return read;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return [new CacheServer { Name = target.Name, Unreadable = exception is RedisServerException refused ? Denied.Reason(refused, target.User, "info") : Silent }];
        }
    }

    private async Task<CacheServer> ReadAsync(RedisTarget target, IServer primary, string name, CancellationToken cancellationToken)
    {
        try
        {
            var info = new RedisInfo((string)(await primary.ExecuteAsync("INFO").WaitAsync(cancellationToken).ConfigureAwait(false))!);
            return await StateAsync(target, name, info, primary, cancellationToken).ConfigureAwait(false);
        }
        catch (RedisServerException exception)
        {
            return new CacheServer { Name = name, Unreadable = Denied.Reason(exception, target.User, "info") };
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return new CacheServer { Name = name, Unreadable = Silent };
        }
    }

    // The application's multiplexer may know what its settings do not tell, such as certificates or tokens: one script on it stands in for a connection of our own.
    private async Task<CacheServer> ReadThroughApplicationAsync(RedisTarget target, CancellationToken cancellationToken)
    {
        if (target.Application is not { IsConnected: true } application)
        {
            return new CacheServer { Name = target.Name, Unreadable = Silent };
        }

        var answer = await application.GetDatabase().ScriptEvaluateAsync(InfoScript).WaitAsync(cancellationToken).ConfigureAwait(false);
        return await StateAsync(target, target.Name, new RedisInfo((string)answer!), sampled: null, cancellationToken).ConfigureAwait(false);
    }

    private async Task<CacheServer> StateAsync(RedisTarget target, string name, RedisInfo info, IServer? sampled, CancellationToken cancellationToken)
    {
        var history = _histories.GetOrAdd(name, _ => new ServerHistory(time));
        history.Add(info);
        var keyspace = info.Keyspace;
        var sample = await SampleAsync(target, history, sampled, keyspace, cancellationToken).ConfigureAwait(false);
        long keys = keyspace.Sum(static database => database.Keys);
        return new CacheServer
        {
            Name = name,
            Product = info.Product,
            Version = info.Version,
            KeyspaceHits = history.Lookups.Hits,
            KeyspaceMisses = history.Lookups.Misses,
            EvictedKeys = info.Number("evicted_keys"),
            EvictionsPerKeyHour = history.Evictions.PerHour is { } rate && (keys > 0 || rate == 0) ? rate / Math.Max(1, keys) : null,
            EvictionSpan = history.Evictions.Span,
            MaxMemoryBytes = info.Number("maxmemory"),
            UsedMemoryBytes = info.Number("used_memory"),
            MaxMemoryPolicy = info.Text("maxmemory_policy"),
            Keys = keys,
            KeysWithExpiry = keyspace.Sum(static database => database.Expires),
            SampledKeys = sample.Keys,
            SampleIsComplete = sample.IsComplete,
            SampleUnreadable = sample.Unreadable,
            Prefixes = sample.Prefixes,
        };
    }

    private async Task<KeySample> SampleAsync(RedisTarget target, ServerHistory history, IServer? server, IReadOnlyList<(int Database, long Keys, long Expires)> keyspace, CancellationToken cancellationToken)
    {
        if (server is null || options.Value.SampleKeys == 0)
        {
            return new KeySample { Unreadable = server is null ? "Keys are not looked at through the application's own connection." : "HealthAudit:Redis:SampleKeys is 0." };
        }

        // A sample of a server that has filled since says nothing of what stands there now.
        bool outgrown = history.Sample is { Sample: { IsComplete: true } small } && keyspace.Sum(static database => database.Keys) > 2 * small.Keys;
        if (!outgrown && history.Sample is { } last && last.Sample.Unreadable is null && time.GetElapsedTime(last.Timestamp) < options.Value.SampleInterval)
        {
            return last.Sample;
        }

        var sample = await new KeySampler(server, target, options.Value).TakeAsync(keyspace.Select(static database => database.Database), cancellationToken).ConfigureAwait(false);
        history.CountOwn(sample.Own.Hits, sample.Own.Misses);
        history.Sample = (sample, time.GetTimestamp());
        return sample;
    }
}
