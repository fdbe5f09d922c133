using HealthKit.Evidence;
using HealthKit.Npgsql.Commands;
using HealthKit.Signals;
using Microsoft.AspNetCore.Http;

namespace HealthKit.Npgsql.Custody;

/// <summary>What one host's requests did with their connections.</summary>
internal sealed class CustodySignals(DatabaseSignals owner, TimeProvider time)
{
    private const int MostPlaces = 1_000;

    private readonly Dictionary<(string Route, string Host), (long Requests, long Ticks)> _held = [];
    private long _otherOpens;
    private long _backgroundOpens;
    private long _requestsCallingOut;
    private long _requestsInTransaction;
    private long _timedRequests;
    private long _heldMilliseconds;

    /// <summary>Requests that ended with connections open.</summary>
    public LeakWatch Leaks { get; } = new(time);

    /// <summary>Connections opened by requests that ended.</summary>
    public long Opens => owner.Pools.RequestOpens + Volatile.Read(ref _otherOpens);

    /// <summary>Connections opened outside requests.</summary>
    public long BackgroundOpens => Volatile.Read(ref _backgroundOpens);

    /// <summary>Requests that ended and called out, those apart whose connections could not be followed meanwhile.</summary>
    public long RequestsCallingOut => Volatile.Read(ref _requestsCallingOut);

    /// <summary>Those that called out inside an ambient transaction after they had closed a connection: it may be held there still.</summary>
    public long RequestsCallingOutInTransaction => Volatile.Read(ref _requestsInTransaction);

    /// <summary>Mean time that a request with connections held them, summed over them, by those that were timed; null before there was one.</summary>
    public TimeSpan? CustodyPerRequest => Volatile.Read(ref _timedRequests) is > 0 and var requests
        ? TimeSpan.FromMilliseconds((double)Volatile.Read(ref _heldMilliseconds) / requests)
        : null;

    /// <summary>Counts a connection opened outside requests.</summary>
    public void CountBackgroundOpen() => Interlocked.Increment(ref _backgroundOpens);

    /// <summary>Books a request that ends; called on its completion, before the scope is told.</summary>
    public void Complete(RequestScope scope, string route, bool warmingUp)
    {
        var connections = scope.Connections;
        if (connections.CallsOut)
        {
            Interlocked.Increment(ref _requestsCallingOut);
            if (connections.CallsOutInTransaction)
            {
                Interlocked.Increment(ref _requestsInTransaction);
            }

            if (connections.HeldCalls is HeldCalls held)
            {
                Add(route, held);
            }
        }

        if (connections.Opens == 0)
        {
            return;
        }

        if (ConnectionEvents.Complete(connections, owner) is > 0 and var others)
        {
            Interlocked.Add(ref _otherOpens, others);
        }

        var open = connections.Open;
        if (connections.IsTimed && !warmingUp
            && connections.HeldMilliseconds(open, open > 0 ? Environment.TickCount : 0, time.GetElapsedTime(scope.StartTimestamp)) is { } milliseconds)
        {
            Interlocked.Increment(ref _timedRequests);
            Interlocked.Add(ref _heldMilliseconds, milliseconds);
        }

        if (open > 0)
        {
            Leaks.Add(scope, route, HasFailed(scope.Context as HttpContext));
        }
    }

    /// <summary>What was held over outbound calls.</summary>
    public IReadOnlyList<HeldConnection> HeldOverHttp()
    {
        lock (_held)
        {
            return [.. _held.Select(static held => new HeldConnection(held.Key.Route, held.Key.Host, held.Value.Requests, TimeSpan.FromTicks(held.Value.Ticks)))];
        }
    }

    private static bool HasFailed(HttpContext? context) =>
        context is not null && (context.Response.StatusCode >= StatusCodes.Status500InternalServerError || context.RequestAborted.IsCancellationRequested);

    private void Add(string route, HeldCalls calls)
    {
        lock (_held)
        {
            foreach (var (host, ticks) in calls.Read())
            {
                if (_held.TryGetValue((route, host), out var known) || _held.Count < MostPlaces)
                {
                    _held[(route, host)] = (known.Requests + 1, known.Ticks + ticks);
                }
            }
        }
    }
}
