using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Transactions;
using HealthKit.Npgsql.Commands;
using HealthKit.Signals;

namespace HealthKit.Npgsql.Custody;

/// <summary>
/// Watches the outbound HTTP calls of requests, whoever makes them, for connections that wait meanwhile. It asks for one instrument,
/// http.client.active_requests, which no check takes for a sign that the host collects metrics.
/// </summary>
internal sealed class OutboundListener : IDisposable
{
    // The handler counts a call up and down in one asynchronous method, so its flow carries the beginning to the end: overlapping calls stay apart.
    private static readonly AsyncLocal<HeldCall?> Call = new();

    private static volatile bool _armed;

    private readonly MeterListener _listener = new();
    private readonly Action _followTraffic;

    /// <summary>Starts listening.</summary>
    /// <param name="followTraffic">Has the traffic of database connections counted; called once, at the first call that meets an open connection.</param>
    public OutboundListener(Action followTraffic)
    {
        _followTraffic = followTraffic;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Name: HttpClientInstruments.ActiveRequests, Meter.Name: HttpClientInstruments.Meter })
            {
                listener.EnableMeasurementEvents(instrument, this);
            }
        };
        _listener.SetMeasurementEventCallback<long>(static (_, change, tags, state) => ((OutboundListener)state!).TryCall(change, tags));
        _listener.Start();
    }

    /// <summary>True once traffic is followed: a service that never calls out with a connection open does not pay for it.</summary>
    public static bool IsArmed => _armed;

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        _armed = false;
    }

    private void TryCall(long change, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        try
        {
            OnCall(change, tags);
        }
#pragma warning disable CA1031 // It would come out of the application's own call.
        catch (Exception)
#pragma warning restore CA1031
        {
            SignalHub.CountFault();
        }
    }

    private void OnCall(long change, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (change > 0)
        {
            if (RequestScope.Current is { } scope)
            {
                Begin(scope, tags);
            }
        }
        else if (Call.Value is { } call)
        {
            Call.Value = null;
            End(call);
        }
    }

    private void Begin(RequestScope scope, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var connections = scope.Connections;
        var open = connections.Open;
        if (open > 0 && !connections.IsFollowed)
        {
            // What its commands do is not known: nothing is said of this call.
            if (!_armed)
            {
                _armed = true;
                _followTraffic();
            }

            return;
        }

        connections.CallsOut = true;
        connections.CallsOutInTransaction |= connections.Closes > 0 && IsInTransaction();
        if (open > 0 && IdleOf(connections) is > 0 and var idle)
        {
            Call.Value = new HeldCall(scope, HostOf(tags), Stopwatch.GetTimestamp(), idle, connections.Closes, connections.Traffic);
        }
    }

    // The driver keeps a connection that was opened in a TransactionScope until its end, whatever the application closes meanwhile.
    private static bool IsInTransaction() => Transaction.Current is { TransactionInformation.Status: TransactionStatus.Active };

    // A single command that has been answered has its reader open, and it is the application that takes its time.
    private static int IdleOf(RequestConnections connections) =>
        connections is { Executing: 1, Command: { IsStopped: false } command } && CommandListener.HasAnswer(command) ? connections.Open : connections.Idle;

    private static void End(HeldCall call)
    {
        var connections = call.Scope.Connections;
        var held = call.Idle - (connections.Closes - call.Closes);
        if (held <= 0 || connections.Traffic != call.Traffic)
        {
            return;
        }

        HeldCalls calls;
        lock (call.Scope)
        {
            connections.HeldCalls = calls = connections.HeldCalls as HeldCalls ?? new HeldCalls();
        }

        calls.Add(call.Host, held * Stopwatch.GetElapsedTime(call.Started).Ticks);
    }

    private static string HostOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (ref readonly var tag in tags)
        {
            if (tag.Key == HttpClientInstruments.ServerAddressTag)
            {
                return tag.Value as string ?? "";
            }
        }

        return "";
    }
}
