namespace HealthKit.Requests;

/// <summary>How calls of one of HealthKit's own endpoints were answered, by the endpoint or by what stands before it.</summary>
internal sealed class ProbeAnswers
{
    private long _others;
    private long _redirects;

    /// <summary>True once it was called.</summary>
    public bool Any => Volatile.Read(ref _redirects) + Volatile.Read(ref _others) > 0;

    /// <summary>True where every call ended in a redirect, and there was one.</summary>
    public bool AreRedirects => Volatile.Read(ref _redirects) > 0 && Volatile.Read(ref _others) == 0;

    public void Note(int status) => Interlocked.Increment(ref status is >= 300 and < 400 ? ref _redirects : ref _others);
}
