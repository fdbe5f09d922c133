using System.Diagnostics;
using HealthKit.Redis.Clients;
using HealthKit.Sources;
using StackExchange.Redis;

namespace HealthKit.Redis.Servers;

/// <summary>Looks at a bounded number of keys with SCAN, TYPE and TTL: never at values, and never at more keys or for longer than allowed.</summary>
internal sealed class KeySampler(IServer server, RedisTarget target, RedisAuditOptions options, CodeWords words)
{
    private const int PageSize = 100;

    // An empty page is no end: a sparse database is given up after this many pages a wanted one.
    private const int PagesPerWantedPage = 20;

    private readonly SampledKeys _sampled = new(new StoredKeys(target.KeyPrefix, options.NotCachePrefixes), words);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private string? _typesUnreadable;
    private string? _expiriesUnreadable;
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
            unreadable = Denied.Reason(exception, target.User, "scan");
        }

        var prefixes = unreadable is null ? _sampled.Prefixes() : [];
        return new KeySample
        {
            Keys = prefixes.Sum(static prefix => prefix.Keys),
            IsComplete = complete && unreadable is null,
            Unreadable = unreadable,
            TypesUnreadable = _typesUnreadable,

            // Without its type, a key without expiry may be a queue, which needs none.
            ExpiriesUnreadable = _expiriesUnreadable ?? (prefixes.Any(static prefix => prefix is { WithoutExpiry: > 0, NotCacheBecause: null }) ? _typesUnreadable : null),
            Own = (_hits, _misses),
            Prefixes = prefixes,
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
            var page = (RedisResult[])(await AskAsync(database, "SCAN", cursor, "COUNT", PageSize).WaitAsync(cancellationToken).ConfigureAwait(false))!;
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
        var asked = _typesUnreadable is null ? keys.Select(key => AskAsync(database, "TYPE", (RedisKey)key)).ToArray() : null;
        var lives = _expiriesUnreadable is null ? keys.Select(key => AskAsync(database, "TTL", (RedisKey)key)).ToArray() : null;
        _typesUnreadable ??= await RefusalAsync(asked, "type", cancellationToken).ConfigureAwait(false);
        _expiriesUnreadable ??= await RefusalAsync(lives, "ttl", cancellationToken).ConfigureAwait(false);
        for (int index = 0; index < keys.Length; index++)
        {
            var type = _typesUnreadable is null ? (string)asked![index].Result! : null;
            long? life = _expiriesUnreadable is null ? (long)lives![index].Result : null;
            CountOwn(type is null ? null : type != "none");
            CountOwn(life is null ? null : life != -2);
            if (type != "none" && life != -2)
            {
                _sampled.Add(database, keys[index], type, expires: life != -1);
            }
        }
    }

    // A cluster has one database and many servers, anything else many databases and one primary: StackExchange.Redis 2 names either, and not both.
    private Task<RedisResult> AskAsync(int database, string command, params object[] arguments) => server.ServerType is ServerType.Cluster
        ? server.ExecuteAsync(command, arguments)
        : server.Multiplexer.GetDatabase(database).ExecuteAsync(command, arguments, CommandFlags.DemandMaster);

    // Waits for all answers; the reason of a refusal, or null.
    private async Task<string?> RefusalAsync(Task<RedisResult>[]? asked, string command, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(asked ?? []).WaitAsync(cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (RedisServerException exception)
        {
            return Denied.Reason(exception, target.User, command);
        }
    }

    private void CountOwn(bool? found) =>
        (_hits, _misses) = found is null ? (_hits, _misses) : found.Value ? (_hits + 1, _misses) : (_hits, _misses + 1);
}
