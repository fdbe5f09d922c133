namespace HealthKit.Outbound;

/// <summary>Calls to one host.</summary>
internal sealed class HostCounts
{
    private long _calls;
    private long _idempotent;
    private long _inRequests;
    private long _correlated;

    public long Calls => Volatile.Read(ref _calls);

    public long IdempotentCalls => Volatile.Read(ref _idempotent);

    /// <summary>Calls on behalf of a request.</summary>
    public long CallsInRequests => Volatile.Read(ref _inRequests);

    /// <summary>Calls on behalf of a request that carried its trace id.</summary>
    public long CorrelatedCalls => Math.Min(Volatile.Read(ref _correlated), CallsInRequests);

    public void Count(string method)
    {
        Interlocked.Increment(ref _calls);
        if (IsIdempotent(method))
        {
            Interlocked.Increment(ref _idempotent);
        }
    }

    public void CountInRequest() => Interlocked.Increment(ref _inRequests);

    public void CountCorrelated() => Interlocked.Increment(ref _correlated);

    // RFC 9110, 9.2.2.
    private static bool IsIdempotent(string method) => method is "GET" or "HEAD" or "OPTIONS" or "TRACE" or "PUT" or "DELETE";
}
