namespace HealthKit.Signals;

/// <summary>What is known of one route: latency, status codes and how requests ended. Recording is lock-free and allocates nothing.</summary>
/// <remarks>
/// <see cref="StatusCodes"/> counts every request, for the exported counters. Everything else leaves out warm-up requests (those the
/// caller says are, and the first five), which say how the process started, not how the service is.
/// </remarks>
internal sealed class RouteSlot(string method, string template, SliceClock clock)
{
    private const int WarmUpRequests = 5;
    private const long LongTicks = 5 * TimeSpan.TicksPerSecond;

    private int _first;
    private long _warmUp;
    private long _long;
    private long _clientErrors;
    private long _serverErrors;
    private long _aborted;
    private WindowedCount? _abortedLately;
    private long _clientErrorTicks;
    private long _firstSeen;
    private long _lastSeen;

    /// <summary>Request method, or <c>_OTHER</c>.</summary>
    public string Method => method;

    /// <summary>Route template.</summary>
    public string Template => template;

    /// <summary>True for answers that last as long as somebody listens, such as events or a socket: how long one took, or what was done meanwhile, is no measure of a request.</summary>
    public bool IsStream { get; init; }

    /// <summary>Durations of requests that neither warmed up nor ended in a 4xx; an aborted one as long as it was seen.</summary>
    public WindowedSketch Latency { get; } = new(clock);

    /// <summary>Every request by status code, warm-up included.</summary>
    public StatusCodeCounts StatusCodes { get; } = new();

    /// <summary>Requests after warm-up.</summary>
    public long Requests => Math.Max(0, StatusCodes.Total - WarmUp);

    /// <summary>Warm-up requests, counted nowhere else but in <see cref="StatusCodes"/>.</summary>
    public long WarmUp => Volatile.Read(ref _warmUp);

    /// <summary>Requests after warm-up that ended in a 4xx without being aborted.</summary>
    public long ClientErrors => Volatile.Read(ref _clientErrors);

    /// <summary>Requests after warm-up that ended in a 5xx.</summary>
    public long ServerErrors => Volatile.Read(ref _serverErrors);

    /// <summary>Requests after warm-up that the client gave up: their durations in <see cref="Latency"/> are lower bounds.</summary>
    public long Aborted => Volatile.Read(ref _aborted);

    /// <summary>Those of them that ended in the window of <see cref="Latency"/>.</summary>
    public long AbortedInWindow => Volatile.Read(ref _abortedLately)?.Read() ?? 0;

    /// <summary>Requests of more than 5 s that did not end in a 4xx, those of the route's own warm-up among them: a job may well be asked for only once.</summary>
    public long LongRequests => Volatile.Read(ref _long);

    /// <summary>Time spent in all requests after warm-up.</summary>
    public TimeSpan TotalTime => TimeSpan.FromTicks(Latency.LifetimeSumTicks + Volatile.Read(ref _clientErrorTicks));

    /// <summary>When the first request ended, null before it.</summary>
    public DateTimeOffset? FirstSeen => TimeOf(Volatile.Read(ref _firstSeen));

    /// <summary>When the latest request ended, null before the first.</summary>
    public DateTimeOffset? LastSeen => TimeOf(Volatile.Read(ref _lastSeen));

    /// <summary>Counts one request.</summary>
    /// <param name="elapsedTicks">Its duration in units of 100 ns.</param>
    /// <param name="statusCode">Its status code as sent.</param>
    /// <param name="aborted">Whether the client gave it up.</param>
    /// <param name="warm">Whether the process was still starting.</param>
    /// <param name="timestamp">The clock's reading at its end.</param>
    public void Record(long elapsedTicks, int statusCode, bool aborted, bool warm, long timestamp)
    {
        StatusCodes.Increment(statusCode);
        Seen(timestamp);
        if (elapsedTicks > LongTicks && !warm && (aborted || statusCode is < 400 or >= 500))
        {
            Interlocked.Increment(ref _long);
        }

        if (Volatile.Read(ref _first) < WarmUpRequests && Interlocked.Increment(ref _first) <= WarmUpRequests || warm)
        {
            Interlocked.Increment(ref _warmUp);
            return;
        }

        if (statusCode >= 500)
            Interlocked.Increment(ref _serverErrors);
        if (aborted)
            Abort(timestamp);
        if (statusCode is >= 400 and < 500 && !aborted)
        {
            Interlocked.Increment(ref _clientErrors);
            Interlocked.Add(ref _clientErrorTicks, Math.Max(0, elapsedTicks));
            return;
        }

        Latency.Add(elapsedTicks, timestamp);
    }

    // Most routes have none, and hold no count of them.
    private void Abort(long timestamp)
    {
        Interlocked.Increment(ref _aborted);
        var lately = Volatile.Read(ref _abortedLately) ?? Interlocked.CompareExchange(ref _abortedLately, new WindowedCount(clock), null) ?? _abortedLately!;
        lately.Add(timestamp);
    }

    private void Seen(long timestamp)
    {
        // Zero means "not yet", so a reading of zero is moved by one.
        long reading = timestamp == 0 ? 1 : timestamp;
        if (Volatile.Read(ref _firstSeen) == 0)
            Interlocked.CompareExchange(ref _firstSeen, reading, 0);
        if (reading > Volatile.Read(ref _lastSeen))
            Volatile.Write(ref _lastSeen, reading);
    }

    private DateTimeOffset? TimeOf(long reading) => reading == 0 ? null : clock.TimeOf(reading);
}
