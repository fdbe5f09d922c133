using StackExchange.Redis;

namespace HealthKit.Redis.Servers;

/// <summary>Earlier readings of one server, as far as they belong to its present run.</summary>
internal sealed class ServerHistory(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);
    private static readonly TimeSpan ShortestSpan = TimeSpan.FromMinutes(5);

    private readonly Queue<(long Timestamp, long Evicted)> _evictions = new();
    private string? _run;
    private long? _firstHits;
    private long? _firstMisses;
    private long _ownHits;
    private long _ownMisses;
    private long? _lastEvicted;
    private long _evictedHere;
    private (string Text, long Timestamp)? _keyspace;

    /// <summary>The server's id of its present run; null where it shows none.</summary>
    public string? Run => Volatile.Read(ref _run);

    /// <summary>The latest sample of keys and when it was taken.</summary>
    public (KeySample Sample, long Timestamp)? Sample { get; set; }

    /// <summary>Keys evicted since the first reading.</summary>
    public long EvictedSinceFirst => Volatile.Read(ref _evictedHere);

    /// <summary>Hits and misses since the first reading, HealthKit's own look at keys apart; null at the first.</summary>
    public (long? Hits, long? Misses) Lookups { get; private set; }

    /// <summary>Evicted keys an hour, the span they were counted over, and whether that is the server's uptime rather than what was watched.</summary>
    public (double? PerHour, TimeSpan Span, bool SinceStart) Evictions { get; private set; }

    /// <summary>Keys evicted since the first reading of each server, which goes by the first of its names however many ways lead to it.</summary>
    public static IEnumerable<(string Server, long Evicted)> Evicted(IEnumerable<KeyValuePair<string, ServerHistory>> histories) => histories
        .GroupBy(static way => way.Value.Run ?? way.Key)
        .Select(static ways => (ways.Select(static way => way.Key).Order(StringComparer.Ordinal).First(), ways.Max(static way => way.Value.EvictedSinceFirst)));

    /// <summary>Takes in a reading. A restart of the server begins anew.</summary>
    public void Add(RedisInfo info)
    {
        var run = info.Text("run_id");
        if (run != _run)
        {
            // A server that restarts while it is watched begins at nothing, and that is the first reading.
            long? none = _run is null ? null : 0;
            _run = run;
            _evictions.Clear();
            (_firstHits, _firstMisses, _ownHits, _ownMisses, _lastEvicted, Sample, _keyspace) = (none, none, 0, 0, none, null, null);
        }

        AddLookups(info);
        AddEvictions(info);
    }

    /// <summary>Counts look-ups that HealthKit made, so that they stay out of the server's hit rate.</summary>
    public void CountOwn(long hits, long misses) => (_ownHits, _ownMisses) = (_ownHits + hits, _ownMisses + misses);

    /// <summary>
    /// What a server says of its keys that does so only when asked, since it goes through all of them (Garnet): it is asked as seldom as keys are looked at,
    /// also when the walk takes longer than an answer may. Then the rest of what it said still counts.
    /// </summary>
    public async Task<string> KeyspaceAsync(Func<Task<string>> ask, TimeSpan interval)
    {
        if (_keyspace is { } known && time.GetElapsedTime(known.Timestamp) < interval)
        {
            return known.Text;
        }

        var attempt = time.GetTimestamp();
        _keyspace = (_keyspace?.Text ?? "", attempt);
        try
        {
            _keyspace = (await ask().ConfigureAwait(false), attempt);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            // The server has answered before: it is there.
        }

        return _keyspace?.Text ?? "";
    }

    private void AddLookups(RedisInfo info)
    {
        var (hits, misses) = (info.Number("keyspace_hits"), info.Number("keyspace_misses"));
        Lookups = _firstHits is null || hits is null
            ? (null, null)
            : (Math.Max(0, (hits - _firstHits - _ownHits) ?? 0), Math.Max(0, (misses - _firstMisses - _ownMisses) ?? 0));
        _firstHits ??= hits;
        _firstMisses ??= misses;
    }

    private void AddEvictions(RedisInfo info)
    {
        if (info.Number("evicted_keys") is not { } evicted)
        {
            Evictions = (null, TimeSpan.Zero, false);
            return;
        }

        Interlocked.Add(ref _evictedHere, Math.Max(0, evicted - (_lastEvicted ?? evicted)));
        _lastEvicted = evicted;
        _evictions.Enqueue((time.GetTimestamp(), evicted));
        while (_evictions.Count > 2 && time.GetElapsedTime(_evictions.Peek().Timestamp) > Window)
        {
            _evictions.Dequeue();
        }

        var (first, before) = _evictions.Peek();
        var span = time.GetElapsedTime(first);
        if (span < ShortestSpan)
        {
            // Too short a span would make an hour's rate of one burst: what the server has counted since its own start says more, and of a young one no more than it is.
            span = TimeSpan.FromSeconds(info.Number("uptime_in_seconds") ?? 0);
            Evictions = (span > TimeSpan.Zero ? evicted / Math.Max(1, span.TotalHours) : null, span, true);
            return;
        }

        Evictions = ((evicted - before) / span.TotalHours, span, false);
    }
}
