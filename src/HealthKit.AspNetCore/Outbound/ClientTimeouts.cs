using HealthKit.Evidence;

namespace HealthKit.Outbound;

/// <summary>
/// The timeouts of the HttpClients that the factory makes for one name. A client is read when it calls, since a typed client may set its own
/// timeout in its constructor, after the factory is done with it.
/// </summary>
internal sealed class ClientTimeouts
{
    /// <summary>HttpClient's own default.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromSeconds(100);

    private const int Kept = 8;

    private readonly HashSet<TimeSpan> _seen = [];
    private HttpClient? _first;
    private int _made;

    /// <summary>True once the factory made a client: a handler used alone has no timeout.</summary>
    public bool HasClient => Volatile.Read(ref _made) > 0;

    /// <summary>Notes that a client was made. The first one is kept until one is seen calling: it may be the only one, and made in another flow.</summary>
    public void Created(HttpClient client)
    {
        if (Interlocked.Exchange(ref _made, 1) == 0)
        {
            Volatile.Write(ref _first, client);
        }
    }

    /// <summary>Reads a client that calls.</summary>
    public void Note(HttpClient client)
    {
        var timeout = client.Timeout;
        lock (_seen)
        {
            if (_seen.Count < Kept)
            {
                _seen.Add(timeout);
            }
        }

        Volatile.Write(ref _first, null);
    }

    /// <summary>The worst timeout in use; null when no client was made.</summary>
    public (TimeoutSetting Setting, TimeSpan? Value)? Read()
    {
        lock (_seen)
        {
            return _seen.Count == 0 ? (Volatile.Read(ref _first) is { } only ? Of(only.Timeout) : null)
                : _seen.Contains(Timeout.InfiniteTimeSpan) ? Of(Timeout.InfiniteTimeSpan)
                : _seen.Contains(Usual) ? Of(Usual)
                : Of(_seen.Max());
        }
    }

    private static (TimeoutSetting Setting, TimeSpan? Value) Of(TimeSpan timeout) =>
        timeout == Timeout.InfiniteTimeSpan ? (TimeoutSetting.Infinite, null)
        : timeout == Usual ? (TimeoutSetting.Default, Usual)
        : (TimeoutSetting.Explicit, timeout);
}
