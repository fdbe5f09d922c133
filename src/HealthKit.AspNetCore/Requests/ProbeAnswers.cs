namespace HealthKit.Requests;

/// <summary>How calls of a probe's endpoint were answered, by the endpoint or by what stands before it.</summary>
internal sealed class ProbeAnswers
{
    // A probe asks again and again; a person who looks once does not.
    private const int Enough = 3;

    // An orchestrator restarts an instance for a few failures in a row.
    private const int RefusedOneIn = 10;

    private long _others;
    private long _redirects;
    private long _querying;
    private long _refused;
    private int _lastRefusal;
    private int _last;

    /// <summary>The status of the last redirect, where every call ended in one and there were some; otherwise null.</summary>
    public int? Redirect => Volatile.Read(ref _others) == 0 && Volatile.Read(ref _redirects) >= Enough ? Volatile.Read(ref _last) : null;

    /// <summary>The status of the last refusal, where they are many and a tenth of all: the endpoint itself refuses nobody, a limiter or a guard before it does.</summary>
    public int? Refusal => Volatile.Read(ref _refused) is >= Enough and var refused && refused * RefusedOneIn >= Calls ? Volatile.Read(ref _lastRefusal) : null;

    /// <summary>
    /// Calls in which commands went to a database, where they are many and half of all: work that is done once, at the first call, is none of the probe's.
    /// </summary>
    public long Querying => Volatile.Read(ref _querying) is >= Enough and var querying && querying * 2 >= Calls ? querying : 0;

    /// <summary>All calls.</summary>
    public long Calls => Volatile.Read(ref _others) + Volatile.Read(ref _redirects);

    public void Note(int status, int roundTrips)
    {
        if (roundTrips > 0)
        {
            Interlocked.Increment(ref _querying);
        }

        if (status is >= 400 and < 500)
        {
            Volatile.Write(ref _lastRefusal, status);
            Interlocked.Increment(ref _refused);
        }

        if (status is < 300 or >= 400)
        {
            Interlocked.Increment(ref _others);
            return;
        }

        Volatile.Write(ref _last, status);
        Interlocked.Increment(ref _redirects);
    }
}
