using HealthKit.Evidence;

namespace HealthKit.Outbound;

/// <summary>
/// The timeouts of the HttpClients that the factory makes for one name. They are read from a client a moment after it was made, since a typed
/// client may set its own in its constructor, after the factory is done with it.
/// </summary>
internal sealed class ClientTimeouts
{
    /// <summary>HttpClient's own default.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromSeconds(100);

    private const int Kept = 8;
    private const int Enough = 20;
    private const double LeastShare = 0.1;

    // A client this young may still be in the constructor of the class that it was made for.
    private const long YoungestMilliseconds = 10;

    private readonly Dictionary<TimeSpan, long> _seen = [];
    private HttpClient? _young;
    private long _madeAt;
    private long _made;

    /// <summary>True once the factory made a client: a handler used alone has no timeout.</summary>
    public bool HasClient => Volatile.Read(ref _made) > 0;

    /// <summary>Takes a client that the factory has just configured, unless one is still waiting to be read.</summary>
    public void Created(HttpClient client)
    {
        Look();
        Interlocked.Increment(ref _made);
        if (Volatile.Read(ref _young) is null)
        {
            Volatile.Write(ref _madeAt, Environment.TickCount64);
            Interlocked.CompareExchange(ref _young, client, null);
        }
    }

    /// <summary>Reads the timeout of the client that waits, once it is surely built, and lets it go.</summary>
    public void Look()
    {
        var client = Volatile.Read(ref _young);
        if (client is not null && Environment.TickCount64 - Volatile.Read(ref _madeAt) >= YoungestMilliseconds && Interlocked.CompareExchange(ref _young, null, client) == client)
        {
            Note(client.Timeout);
        }
    }

    /// <summary>The worst timeout in use; null when none was read. One reading among many is chance and does not count.</summary>
    public (TimeoutSetting Setting, TimeSpan? Value)? Read()
    {
        Look();
        lock (_seen)
        {
            // The very first client is read as it is: better than nothing, and gone at the next audit.
            if (_seen.Count == 0 && Volatile.Read(ref _young) is { } only)
            {
                return Of(only.Timeout);
            }

            var total = _seen.Values.Sum();
            var used = _seen.Where(pair => total < Enough || pair.Value >= total * LeastShare).Select(static pair => pair.Key).ToList();
            return used.Count == 0 ? null
                : used.Contains(Timeout.InfiniteTimeSpan) ? Of(Timeout.InfiniteTimeSpan)
                : used.Contains(Usual) ? Of(Usual)
                : Of(used.Max());
        }
    }

    private static (TimeoutSetting Setting, TimeSpan? Value) Of(TimeSpan timeout) =>
        timeout == Timeout.InfiniteTimeSpan ? (TimeoutSetting.Infinite, null)
        : timeout == Usual ? (TimeoutSetting.Default, Usual)
        : (TimeoutSetting.Explicit, timeout);

    private void Note(TimeSpan timeout)
    {
        lock (_seen)
        {
            if (_seen.TryGetValue(timeout, out var times) || _seen.Count < Kept)
            {
                _seen[timeout] = times + 1;
            }
        }
    }
}
