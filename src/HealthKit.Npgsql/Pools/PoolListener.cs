using System.Diagnostics;
using System.Diagnostics.Metrics;
using HealthKit.Npgsql.Commands;
using HealthKit.Npgsql.Custody;
using HealthKit.Signals;

namespace HealthKit.Npgsql.Pools;

/// <summary>Reads Npgsql's meter for all hosts of the process: every command is counted here, none is looked at.</summary>
internal sealed class PoolListener : IDisposable
{
    // The driver counts a wait up and down in one asynchronous method, so its flow carries the beginning to the end.
    private static readonly AsyncLocal<long> WaitStarted = new();

    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private readonly List<(Instrument Instrument, Measured Kind)> _traffic = [];
    private bool _followsTraffic;

    /// <summary>Starts listening.</summary>
    public PoolListener()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == NpgsqlInstruments.Meter && KindOf(instrument.Name) is { } kind && IsWanted(instrument, kind))
            {
                listener.EnableMeasurementEvents(instrument, kind);
            }
        };
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => TryCount((Measured)state!, value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, _, _, state) => TryTraffic((Measured)state!));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => TryDuration((Measured)state!, value, tags));
        _listener.Start();
    }

    /// <summary>Has the observable figures reported.</summary>
    public void Read()
    {
        try
        {
            _listener.RecordObservableInstruments();
        }
#pragma warning disable CA1031 // One figure that fails comes out of here after all the others have been told.
        catch (Exception)
#pragma warning restore CA1031
        {
            SignalHub.CountFault();
        }
    }

    /// <summary>Follows from now on which bytes requests move, too.</summary>
    public void FollowTraffic()
    {
        lock (_gate)
        {
            _followsTraffic = true;
            foreach (var (instrument, kind) in _traffic)
            {
                _listener.EnableMeasurementEvents(instrument, kind);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private static Measured? KindOf(string instrument) => instrument switch
    {
        NpgsqlInstruments.Executing => Measured.Executing,
        NpgsqlInstruments.Failed => Measured.Failed,
        NpgsqlInstruments.PendingRequests => Measured.Pending,
        NpgsqlInstruments.Timeouts => Measured.Timeouts,
        NpgsqlInstruments.ConnectionCount => Measured.Connections,
        NpgsqlInstruments.OperationDuration => Measured.Duration,
        NpgsqlInstruments.CreateTime => Measured.CreateTime,
        NpgsqlInstruments.BytesRead => Measured.Read,
        NpgsqlInstruments.BytesWritten => Measured.Written,
        _ => null,
    };

    private bool IsWanted(Instrument instrument, Measured kind)
    {
        if (!kind.Is(Measured.Read) && !kind.Is(Measured.Written))
        {
            return true;
        }

        lock (_gate)
        {
            _traffic.Add((instrument, kind));
            return _followsTraffic;
        }
    }

    private static void TryCount(Measured what, int value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        try
        {
            OnCount(what, value, tags);
        }
#pragma warning disable CA1031 // It would come out of the application's own command.
        catch (Exception)
#pragma warning restore CA1031
        {
            SignalHub.CountFault();
        }
    }

    private static void TryTraffic(Measured what)
    {
        try
        {
            OnTraffic(what);
        }
#pragma warning disable CA1031 // It would come out of the application's own command.
        catch (Exception)
#pragma warning restore CA1031
        {
            SignalHub.CountFault();
        }
    }

    private static void TryDuration(Measured what, double seconds, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        try
        {
            OnDuration(what, seconds, tags);
        }
#pragma warning disable CA1031 // It would come out of the application's own command.
        catch (Exception)
#pragma warning restore CA1031
        {
            SignalHub.CountFault();
        }
    }

    private static void OnTraffic(Measured what)
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

    private static void OnCount(Measured what, int value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (what.Is(Measured.Executing))
        {
            OnExecuting(value, tags);
            return;
        }

        var name = Tag(tags, NpgsqlInstruments.PoolNameTag);
        if (name is null || PoolTable.IsOwn(name) || (OwnWork.IsCurrent && !what.Is(Measured.Connections)))
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

        CommandListener.Metered();
        if (RequestScope.Current is { } scope)
        {
            scope.CountRoundTrip();
            return;
        }

        if (OwnWork.IsCurrent || Tag(tags, NpgsqlInstruments.PoolNameTag) is not { } name || PoolTable.IsOwn(name))
        {
            return;
        }

        foreach (var host in SignalHub.Hosts)
        {
            host.CountBackground();
        }
    }

    private static void OnDuration(Measured what, double seconds, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var name = Tag(tags, NpgsqlInstruments.PoolNameTag);
        if (name is null || PoolTable.IsOwn(name))
        {
            return;
        }

        foreach (var host in SignalHub.Hosts)
        {
            if (what.Is(Measured.CreateTime))
            {
                // A self-test is no use by the application.
                if (!OwnWork.IsCurrent)
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

    private sealed class Measured
    {
        public static readonly Measured Executing = new();
        public static readonly Measured Failed = new();
        public static readonly Measured Pending = new();
        public static readonly Measured Timeouts = new();
        public static readonly Measured Connections = new();
        public static readonly Measured Duration = new();
        public static readonly Measured CreateTime = new();
        public static readonly Measured Read = new();
        public static readonly Measured Written = new();

        public bool Is(Measured other) => ReferenceEquals(this, other);
    }
}
