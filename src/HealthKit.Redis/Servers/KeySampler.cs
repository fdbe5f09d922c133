using System.Diagnostics;
using HealthKit.Evidence;
using HealthKit.Redis.Clients;
using StackExchange.Redis;

namespace HealthKit.Redis.Servers;

/// <summary>Looks at a bounded number of keys with SCAN, TYPE and TTL: never at values, and never at more keys or for longer than allowed.</summary>
internal sealed class KeySampler(IServer server, RedisTarget target, RedisAuditOptions options)
{
    private const int PageSize = 100;

    // An empty page is no end: a sparse database is given up after this many pages a wanted one.
    private const int PagesPerWantedPage = 20;

    private readonly StoredKeys _stored = new(target.KeyPrefix, options.NotCachePrefixes);
    private readonly Dictionary<(string Prefix, string? NotCache), (long Keys, long WithoutExpiry, HashSet<string> Types)> _prefixes = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private long _hits;
    private long _misses;

    public async Task<KeySample> TakeAsync(IEnumerable<int> databases, CancellationToken cancellationToken)
    {
        bool complete = true;
        string? unreadable = null;
        try
        {
            foreach (int database in databases)
            {
                complete &= await ScanAsync(database, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (RedisServerException exception)
        {
            unreadable = Denied.Reason(exception, target.User, "scan", "type", "ttl");
        }

        return new KeySample
        {
            Keys = _prefixes.Values.Sum(static prefix => prefix.Keys),
            IsComplete = complete && unreadable is null,
            Unreadable = unreadable,
            Own = (_hits, _misses),
            Prefixes = unreadable is not null ? [] :
            [
                .. _prefixes.OrderByDescending(static pair => pair.Value.WithoutExpiry).ThenByDescending(static pair => pair.Value.Keys).Select(static pair => new CacheKeyPrefix
                {
                    Prefix = pair.Key.Prefix,
                    NotCacheBecause = pair.Key.NotCache,
                    Keys = pair.Value.Keys,
                    WithoutExpiry = pair.Value.WithoutExpiry,
                    Types = [.. pair.Value.Types.Order(StringComparer.Ordinal)],
                }),
            ],
        };
    }

    /// <summary>True when every key of the database was seen.</summary>
    private async Task<bool> ScanAsync(int database, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        int pages = PagesPerWantedPage * (options.SampleKeys / PageSize + 1);
        string cursor = "0";
        while (pages-- > 0 && Stopwatch.GetElapsedTime(started) < options.Timeout / 2)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = (RedisResult[])(await server.ExecuteAsync(database, "SCAN", [cursor, "COUNT", PageSize]).WaitAsync(cancellationToken).ConfigureAwait(false))!;
            cursor = (string)page[0]!;
            // SCAN may give a key twice.
            string[] keys = [.. ((string[])page[1]!).Where(key => _seen.Add($"{database}:{key}"))];
            await LookAsync(database, keys, cancellationToken).ConfigureAwait(false);
            if (cursor == "0")
            {
                return true;
            }

            if (_seen.Count >= options.SampleKeys)
            {
                return false;
            }
        }

        return false;
    }

    private async Task LookAsync(int database, string[] keys, CancellationToken cancellationToken)
    {
        var types = keys.Select(key => server.ExecuteAsync(database, "TYPE", [(RedisKey)key])).ToArray();
        var lives = keys.Select(key => server.ExecuteAsync(database, "TTL", [(RedisKey)key])).ToArray();
        await Task.WhenAll([.. types, .. lives]).WaitAsync(cancellationToken).ConfigureAwait(false);
        for (int index = 0; index < keys.Length; index++)
        {
            var type = (string)types[index].Result!;
            long life = (long)lives[index].Result;
            CountOwn(type != "none");
            CountOwn(life != -2);
            if (type != "none" && life != -2)
            {
                Add(keys[index], type, expires: life != -1);
            }
        }
    }

    private void CountOwn(bool found) => (_hits, _misses) = found ? (_hits + 1, _misses) : (_hits, _misses + 1);

    private void Add(string key, string type, bool expires)
    {
        var group = (_stored.Prefix(key), _stored.NotCacheBecause(key, type));
        var known = _prefixes.GetValueOrDefault(group, (0, 0, []));
        known.Types.Add(type);
        _prefixes[group] = (known.Keys + 1, known.WithoutExpiry + (expires ? 0 : 1), known.Types);
    }
}
