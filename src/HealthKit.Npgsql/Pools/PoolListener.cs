using System.Diagnostics.Metrics;
using HealthKit.Npgsql.Commands;

namespace HealthKit.Npgsql.Pools;

/// <summary>Reads Npgsql's meter for all hosts of the process: every command is counted here, none is looked at.</summary>
internal sealed class PoolListener : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private readonly List<(Instrument Instrument, Measured Kind)> _traffic = [];
    private bool _followsTraffic;

    /// <summary>Starts listening.</summary>
    public PoolListener()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == NpgsqlInstruments.Meter && Measured.Of(instrument.Name) is { } kind && IsWanted(instrument, kind))
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
            PoolMeasurements.OnCount(what, value, tags);
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
            PoolMeasurements.OnTraffic(what);
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
            PoolMeasurements.OnDuration(what, seconds, tags);
        }
#pragma warning disable CA1031 // It would come out of the application's own command.
        catch (Exception)
#pragma warning restore CA1031
        {
            SignalHub.CountFault();
        }
    }
}
