namespace HealthKit.Requests;

/// <summary>What callers without an identity, and without anything that could be a credential, got on one route. Counted until it is proved.</summary>
internal sealed class CallerOutcomes
{
    private const long Enough = 100;
    private const long LooksAtFirst = 1_000;
    private const long OneIn = 64;

    private long _successes;
    private long _refusals;
    private long _signIns;
    private long _looks;

    public long Successes => Volatile.Read(ref _successes);

    public long Refusals => Volatile.Read(ref _refusals);

    /// <summary>Responses that signed a caller in.</summary>
    public long SignIns => Volatile.Read(ref _signIns);

    /// <summary>True while one more success is worth a look at its request. A plain count: what a race loses is one look.</summary>
    public bool LooksAtSuccess()
    {
        if (Volatile.Read(ref _successes) >= Enough)
        {
            return false;
        }

        var looks = ++_looks;
        return looks <= LooksAtFirst || looks % OneIn == 0;
    }

    public bool LooksAtRefusal() => Volatile.Read(ref _refusals) < Enough;

    public bool LooksAtSignIn() => Volatile.Read(ref _signIns) < Enough;

    public void CountSuccess() => Interlocked.Increment(ref _successes);

    public void CountRefusal() => Interlocked.Increment(ref _refusals);

    public void CountSignIn() => Interlocked.Increment(ref _signIns);
}
