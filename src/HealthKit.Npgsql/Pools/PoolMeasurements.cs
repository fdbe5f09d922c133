using System.Diagnostics;
using HealthKit.Npgsql.Commands;
using HealthKit.Npgsql.Custody;
using HealthKit.Signals;

namespace HealthKit.Npgsql.Pools;

/// <summary>Books what the driver's instruments tell: on the request whose flow it comes in, or on the pool that it names.</summary>
internal static class PoolMeasurements
{
    // The driver counts a wait up and down in one asynchronous method, so its flow carries the beginning to the end.
    private static readonly AsyncLocal<long> WaitStarted = new();

    /// <summary>Bytes went or came.</summary>
    public static void OnTraffic(Measured what)
    {
        if (RequestScope.OfFlow is not { } scope)
        {
            return;
        }

        if (what.Is(Measured.Read))
        {
            scope.Connections.CountRead();
        }
        else
        {
            scope.Connections.CountWrite();
        }
    }

    /// <summary>Something was counted up or down.</summary>
    public static void OnCount(Measured what, int value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (what.Is(Measured.Executing))
        {
            OnExecuting(value, tags);
            return;
        }

        var name = Tag(tags, NpgsqlInstruments.PoolNameTag);
        if (name is null || OwnPools.Contains(name) || (OwnWork.IsCurrent && !what.Is(Measured.Connections)))
        {
            return;
        }

        var waited = what.Is(Measured.Pending) ? Waited(value) : -1;
        foreach (var host in SignalHub.Hosts)
        {
            if (what.Is(Measured.Failed))
            {
                host.CountFailure();
            }
            else if (what.Is(Measured.Timeouts))
            {
                // While the pool fills and code is compiled, waits are not the service's.
                if (!host.IsWarmingUp)
                {
                    host.Pools[name].CountTimeout();
                }
            }
            else if (what.Is(Measured.Connections))
            {
                host.Pools.Observe(name, Tag(tags, NpgsqlInstruments.StateTag), value);
            }
            else
            {
                CountWait(host, name, value, waited);
            }
        }
    }

    /// <summary>A command or a physical open ended.</summary>
    public static void OnDuration(Measured what, double seconds, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var name = Tag(tags, NpgsqlInstruments.PoolNameTag);
        if (name is null || OwnPools.Contains(name))
        {
            return;
        }

        foreach (var host in SignalHub.Hosts)
        {
            if (what.Is(Measured.CreateTime))
            {
                // A self-test is no use by the application.
                if (OwnWork.IsCurrent)
                {
                    host.Pools[name].NoteOwnOpen();
                }
                else
                {
                    host.Pools[name].CountPhysicalOpen();
                }

                continue;
            }

            host.Pools[name].Used(tags);
            if (!OwnWork.IsCurrent)
            {
                host.Metrics?.RecordQuery(seconds);
            }
        }
    }

    private static void CountWait(DatabaseSignals host, string name, int change, long waited)
    {
        var pool = host.Pools[name];
        pool.CountWaiting(change);
        if (waited >= 0)
        {
            if (!host.IsWarmingUp)
            {
                pool.AddWait(waited);
            }

            host.Metrics?.RecordWait(waited);
        }
    }

    private static void OnExecuting(int value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (OutboundListener.IsArmed)
        {
            RequestScope.OfFlow?.Connections.CountCommand(value);
        }

        if (value <= 0)
        {
            return;
        }

        CommandSampler.Metered();
        if (RequestScope.Current is { } scope)
        {
            scope.CountRoundTrip();
            return;
        }

        if (OwnWork.IsCurrent || Tag(tags, NpgsqlInstruments.PoolNameTag) is not { } name || OwnPools.Contains(name))
        {
            return;
        }

        foreach (var host in SignalHub.Hosts)
        {
            host.CountBackground();
        }
    }

    // Ticks of the wait that ends now, −1 where one begins or its beginning was not seen.
    private static long Waited(int value)
    {
        if (value > 0)
        {
            WaitStarted.Value = Stopwatch.GetTimestamp();
            return -1;
        }

        var started = WaitStarted.Value;
        WaitStarted.Value = 0;
        return started == 0 ? -1 : Stopwatch.GetElapsedTime(started).Ticks;
    }

    private static string? Tag(ReadOnlySpan<KeyValuePair<string, object?>> tags, string key)
    {
        foreach (ref readonly var tag in tags)
        {
            if (tag.Key == key)
            {
                return tag.Value as string;
            }
        }

        return null;
    }
}
