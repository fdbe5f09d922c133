namespace HealthKit.Requests;

/// <summary>How calls of one of HealthKit's own endpoints were answered, by the endpoint or by what stands before it.</summary>
internal sealed class ProbeAnswers
{
    // A probe asks again and again; a person who looks once does not.
    private const int Enough = 3;

    private long _others;
    private long _redirects;
    private int _last;

    /// <summary>The status of the last redirect, where every call ended in one and there were some; otherwise null.</summary>
    public int? Redirect => Volatile.Read(ref _others) == 0 && Volatile.Read(ref _redirects) >= Enough ? Volatile.Read(ref _last) : null;

    public void Note(int status)
    {
        if (status is < 300 or >= 400)
        {
            Interlocked.Increment(ref _others);
            return;
        }

        Volatile.Write(ref _last, status);
        Interlocked.Increment(ref _redirects);
    }
}
