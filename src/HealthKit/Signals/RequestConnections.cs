using System.Collections.Concurrent;
using System.Diagnostics;

namespace HealthKit.Signals;

/// <summary>
/// The database connections that one request holds and what they do. Made with the first connection and changed in place, also by
/// parallel branches of the request and by work that outlives it. A third connection at a time costs another allocation.
/// </summary>
internal sealed class RequestConnections
{
    private const int Quiet = 0;
    private const int Asked = 1;

    // More than a step of the coarse clock on any system.
    private const int CoarseMilliseconds = 32;

    private long _first;
    private long _second;
    private int _firstMark;
    private int _secondMark;
    private ConcurrentDictionary<long, int>? _more;
    private int _opens;
    private int _opensOfOthers;
    private int _closes;
    private int _heldMilliseconds;
    private int _executing;
    private int _traffic;
    private int _lastTraffic;

    /// <summary>Begins without a connection.</summary>
    public RequestConnections()
    {
    }

    /// <summary>Begins with one that was opened; the parameters are those of <see cref="Add"/>. Nobody else sees it yet, so that it is cheaper than adding it.</summary>
    public RequestConnections(object source, long connection, int mark, int milliseconds) =>
        (Source, _first, _firstMark, _heldMilliseconds, _opens) = (source, connection, mark, -milliseconds, 1);

    /// <summary>Connections opened so far.</summary>
    public int Opens => _opens;

    /// <summary>What opened the first connection; null before it.</summary>
    public object? Source { get; private set; }

    /// <summary>Connections that <see cref="Source"/> opened: they are booked once, as the request ends.</summary>
    public int OpensOfSource => _opens - _opensOfOthers;

    /// <summary>Connections closed so far.</summary>
    public int Closes => _closes;

    /// <summary>Connections open now.</summary>
    public int Open => (_first == 0 ? 0 : 1) + (_second == 0 ? 0 : 1) + (_more?.Count ?? 0);

    /// <summary>Changes with every command that starts or ends and with every byte that moves, while traffic is followed.</summary>
    public int Traffic => _traffic;

    /// <summary>True when traffic has been followed since before the first connection was opened.</summary>
    public bool IsFollowed { get; set; }

    /// <summary>True once an outbound call was made whose effect on connections could be judged.</summary>
    public bool CallsOut { get; set; }

    /// <summary>True once an outbound call was made inside an ambient transaction, which keeps what was opened in it though it was closed.</summary>
    public bool CallsOutInTransaction { get; set; }

    /// <summary>True where the time that connections are held is measured.</summary>
    public bool IsTimed { get; set; }

    /// <summary>What was held over outbound calls; null until something was.</summary>
    public object? HeldCalls { get; set; }

    /// <summary>Commands under way.</summary>
    public int Executing => _executing;

    /// <summary>The activity of the command that started last, where it is looked at.</summary>
    public Activity? Command { get; set; }

    /// <summary>Connections that are open and have no command under way. Bytes that were sent and not answered count as one: a COMMIT is no command.</summary>
    public int Idle => Open - (_lastTraffic == Asked ? Math.Max(1, _executing) : _executing);

    /// <summary>Notes a connection that was opened; false where another source than the first one's did, so that the open is yet to be booked.</summary>
    /// <param name="source">What opened it.</param>
    /// <param name="connection">Its identity, not 0.</param>
    /// <param name="mark">What the caller wants to know of it later: see <see cref="Held"/>.</param>
    /// <param name="milliseconds">The coarse clock where this request is timed, any constant where it is not.</param>
    public bool Add(object source, long connection, int mark, int milliseconds)
    {
        Source ??= source;
        Hold(connection, mark);
        if (IsTimed)
        {
            // A lost addition would cost the mean the whole time since the machine started.
            Interlocked.Add(ref _heldMilliseconds, -milliseconds);
            Interlocked.Increment(ref _opens);
        }
        else
        {
            _opens++;
        }

        if (ReferenceEquals(Source, source))
        {
            return true;
        }

        _opensOfOthers++;
        return false;
    }

    /// <summary>Notes a connection that was closed; false when the request does not hold it.</summary>
    public bool Remove(long connection, int milliseconds)
    {
        // The driver gives a connection back to its pool before it tells of the close: a parallel branch may hold it again already, and then it stands here twice.
        var held = (_first == connection && Interlocked.CompareExchange(ref _first, 0, connection) == connection)
            || (_second == connection && Interlocked.CompareExchange(ref _second, 0, connection) == connection)
            || _more?.TryRemove(connection, out _) == true;
        if (held)
        {
            _closes++;
            if (IsTimed)
            {
                Interlocked.Add(ref _heldMilliseconds, milliseconds);
            }
        }

        return held;
    }

    /// <summary>True while the request holds the connection.</summary>
    public bool Holds(long connection) => _first == connection || _second == connection || _more?.ContainsKey(connection) == true;

    /// <summary>The connections open now, with the marks that they were opened with.</summary>
    public List<(long Connection, int Mark)> Held()
    {
        List<(long, int)> held = _more is null ? [] : [.. _more.Select(static pair => (pair.Key, pair.Value))];
        if (_first != 0)
        {
            held.Add((_first, _firstMark));
        }

        if (_second != 0)
        {
            held.Add((_second, _secondMark));
        }

        return held;
    }

    /// <summary>
    /// Connection time so far, summed over the connections; for a request that is timed. Null where the sum cannot be: a branch that goes on
    /// opened or closed one while this was read.
    /// </summary>
    /// <param name="open">How many are open.</param>
    /// <param name="now">The coarse clock; asked only where one is open.</param>
    /// <param name="request">How long the request has been under way.</param>
    public int? HeldMilliseconds(int open, int now, TimeSpan request)
    {
        var held = Volatile.Read(ref _heldMilliseconds) + open * now;
        return held >= 0 && held <= _opens * (request.TotalMilliseconds + CoarseMilliseconds) ? held : null;
    }

    /// <summary>Notes a command that starts (1) or ends (−1).</summary>
    public void CountCommand(int change)
    {
        Interlocked.Add(ref _executing, change);
        Note(change > 0 ? Asked : Quiet);
    }

    /// <summary>Notes bytes that went to the server.</summary>
    public void CountWrite() => Note(Asked);

    /// <summary>Notes bytes that came from the server.</summary>
    public void CountRead() => Note(Quiet);

    private void Hold(long connection, int mark)
    {
        if (_first == 0 && Interlocked.CompareExchange(ref _first, connection, 0) == 0)
        {
            _firstMark = mark;
        }
        else if (_second == 0 && Interlocked.CompareExchange(ref _second, connection, 0) == 0)
        {
            _secondMark = mark;
        }
        else
        {
            More()[connection] = mark;
        }
    }

    private void Note(int traffic)
    {
        _lastTraffic = traffic;
        Interlocked.Increment(ref _traffic);
    }

    private ConcurrentDictionary<long, int> More() => _more ?? Interlocked.CompareExchange(ref _more, new(), null) ?? _more;
}
