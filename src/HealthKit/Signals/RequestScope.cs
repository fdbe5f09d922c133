using System.Runtime.CompilerServices;

namespace HealthKit.Signals;

/// <summary>
/// One request under way. A fresh object for each request, never pooled: late work must not see another request.
/// Data packages find it through <see cref="Current"/> and change it in place; they never set the ambient value themselves.
/// </summary>
internal sealed class RequestScope(object? context, long startTimestamp)
{
    private static readonly AsyncLocal<RequestScope?> Ambient = new();

    private RequestConnections? _connections;
    private int _roundTrips;
    private byte _notes;
    private byte _begun;
    private byte _forwardedTo;
    private volatile bool _ended;

    /// <summary>The request that the running code serves; null in background work and in work that outlived its request.</summary>
    public static RequestScope? Current => Ambient.Value is { _ended: false } scope ? scope : null;

    /// <summary>The request whose flow the running code belongs to, also after it has ended.</summary>
    public static RequestScope? OfFlow => Ambient.Value;

    /// <summary>True once it has ended.</summary>
    public bool HasEnded => _ended;

    /// <summary>The web framework's own context (an HttpContext), for whoever knows its type; null once ended.</summary>
    public object? Context { get; private set; } = context;

    /// <summary>When it began, as a timestamp of the stopwatch.</summary>
    public long StartTimestamp { get; } = startTimestamp;

    /// <summary>Database round trips so far.</summary>
    public int RoundTrips => Math.Max(0, Volatile.Read(ref _roundTrips));

    /// <summary>The database connections it holds, changed in place; made when it is first asked for.</summary>
    public RequestConnections Connections => Volatile.Read(ref _connections) ?? Begin(new RequestConnections());

    /// <summary>The same, or null while it has held none.</summary>
    public RequestConnections? ConnectionsSoFar => Volatile.Read(ref _connections);

    /// <summary>Takes the request's connections, unless it has some already; gives those that it has then.</summary>
    public RequestConnections Begin(RequestConnections connections)
    {
        // A byte decides between parallel branches: exchanging the reference itself costs twice as much.
        if (Interlocked.CompareExchange(ref _begun, 1, 0) == 0)
        {
            Volatile.Write(ref _connections, connections);
            return connections;
        }

        return ConnectionsSoFar ?? AwaitConnections();
    }

    /// <summary>What a database package keeps of this request; null until it keeps something.</summary>
    public object? Queries { get; set; }

    /// <summary>What a cache package keeps of this request; null until it keeps something.</summary>
    public object? Caches { get; set; }

    /// <summary>What was noted of it so far.</summary>
    public RequestNotes Notes => (RequestNotes)Volatile.Read(ref _notes);

    /// <summary>Notes something, from whatever thread that works for it.</summary>
    public void Note(RequestNotes note)
    {
        var known = Volatile.Read(ref _notes);
        while ((known & (byte)note) != (byte)note && Interlocked.CompareExchange(ref _notes, (byte)(known | (byte)note), known) is var raced && raced != known)
        {
            known = raced;
        }
    }

    /// <summary>Notes that it is forwarded to a destination, from whatever thread calls it; false where that was noted before, and for one in 255 destinations that follow another.</summary>
    public bool Forward(object destination)
    {
        // A byte of its identity: a reference would make the scope of every request longer for the sake of a proxy's.
        var mark = (byte)((uint)RuntimeHelpers.GetHashCode(destination) % byte.MaxValue + 1);
        return Interlocked.Exchange(ref _forwardedTo, mark) != mark;
    }

    /// <summary>Makes it the ambient request of the flow that serves it. Called once, by the middleware, upstream of everything.</summary>
    public void Enter() => Ambient.Value = this;

    /// <summary>Counts one database round trip.</summary>
    public void CountRoundTrip() => Interlocked.Increment(ref _roundTrips);

    /// <summary>Tells that the round trip which is counted next is none of a query's.</summary>
    public void DiscountRoundTrip() => Interlocked.Decrement(ref _roundTrips);

    /// <summary>Ends it: work that comes later belongs to no request.</summary>
    public void End()
    {
        _ended = true;
        Context = null;
    }

    // Another branch writes them in its next instruction.
    private RequestConnections AwaitConnections()
    {
        var spinner = default(SpinWait);
        RequestConnections? connections;
        while ((connections = ConnectionsSoFar) is null)
        {
            spinner.SpinOnce(sleep1Threshold: -1);
        }

        return connections;
    }
}
