using HealthKit.Evidence;
using HealthKit.Signals;

namespace HealthKit.Npgsql.Custody;

/// <summary>
/// Watches the connections that were open when their request ended. Work that the request left behind may go on using them; what is idle for
/// <see cref="Patience"/> was left open.
/// </summary>
internal sealed class LeakWatch(TimeProvider time)
{
    /// <summary>CHECKS 4.8: still open 5 s after the request and idle.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const int Most = 512;
    private const int MostClosedLate = 10_000;

    private static readonly TimeSpan Remembered = TimeSpan.FromDays(1);

    private readonly List<HeldPast> _watched = [];
    private readonly Dictionary<string, (long Count, long AfterFailure)> _leaks = new(StringComparer.Ordinal);
    private readonly Queue<DateTimeOffset> _closedLate = new();
    private volatile bool _watching;

    /// <summary>True while there is something to watch.</summary>
    public bool IsWatching => _watching;

    /// <summary>Connections that were left open and were closed at last, within the last 24 hours.</summary>
    public long ClosedLate
    {
        get
        {
            lock (_watched)
            {
                while (_closedLate.TryPeek(out var at) && time.GetUtcNow() - at > Remembered)
                {
                    _closedLate.Dequeue();
                }

                return _closedLate.Count;
            }
        }
    }

    /// <summary>Connections that are left open, by route.</summary>
    public IReadOnlyList<ConnectionLeak> Read()
    {
        lock (_watched)
        {
            return [.. _leaks.Where(static leak => leak.Value.Count > 0).Select(static leak => new ConnectionLeak(leak.Key, leak.Value.Count, leak.Value.AfterFailure))];
        }
    }

    /// <summary>Connections that are open still and of which nobody can say whether somebody uses them, by route.</summary>
    public IReadOnlyList<ConnectionLeak> ReadUndecided()
    {
        lock (_watched)
        {
            return [.. _watched.Where(static held => held.IsUndecided).GroupBy(static held => held.Route, StringComparer.Ordinal)
                .Select(static route => new ConnectionLeak(route.Key, route.LongCount(), route.LongCount(static held => held.AfterFailure)))];
        }
    }

    /// <summary>Watches the connections of a request that ends. Beyond the cap there are leaks enough.</summary>
    public void Add(RequestScope scope, string route, bool afterFailure)
    {
        lock (_watched)
        {
            foreach (var (connection, mark) in scope.Connections.Held())
            {
                if (_watched.Count < Most)
                {
                    _watched.Add(new HeldPast(scope, connection, mark, route, afterFailure, time.GetTimestamp()));
                    _watching = true;
                }
            }
        }
    }

    /// <summary>A connection was opened: whoever held it before does so no more.</summary>
    public void Reopened(long connection)
    {
        lock (_watched)
        {
            if (_watched.Find(held => held.Connection == connection) is { } stale)
            {
                Drop(stale);
            }
        }
    }

    /// <summary>Drops what was closed, and returns what has been quiet for so long that only the server can say more.</summary>
    public IReadOnlyList<HeldPast> Quiet()
    {
        lock (_watched)
        {
            var now = time.GetTimestamp();
            foreach (var held in _watched.FindAll(static held => held.IsClosed()))
            {
                Drop(held);
            }

            foreach (var held in _watched)
            {
                held.RenewIfUsed(now);
            }

            return _watched.FindAll(held => !held.IsLeak && time.GetElapsedTime(held.QuietSince, now) >= Patience);
        }
    }

    /// <summary>Decides on one: it was left open, is still in use, or is rightly held.</summary>
    public void Decide(HeldPast held, HeldState state)
    {
        lock (_watched)
        {
            if (held.IsLeak || !_watched.Contains(held) || held.IsClosed())
            {
                return;
            }

            held.IsUndecided = state == HeldState.Unanswered;
            switch (state)
            {
                case HeldState.Idle:
                    held.IsLeak = true;
                    Count(held, 1);
                    break;
                case HeldState.InUse:
                    held.Renew(time.GetTimestamp());
                    break;
                case HeldState.Listening or HeldState.Gone:
                    Remove(held);
                    break;
            }
        }
    }

    private void Drop(HeldPast held)
    {
        Remove(held);
        if (held.IsLeak)
        {
            Count(held, -1);
            if (_closedLate.Count == MostClosedLate)
            {
                _closedLate.Dequeue();
            }

            _closedLate.Enqueue(time.GetUtcNow());
        }
    }

    private void Remove(HeldPast held)
    {
        _watched.Remove(held);
        _watching = _watched.Count > 0;
    }

    private void Count(HeldPast held, int change)
    {
        var (count, failed) = _leaks.GetValueOrDefault(held.Route);
        _leaks[held.Route] = (count + change, failed + (held.AfterFailure ? change : 0));
    }
}
