using System.Diagnostics;
using System.Diagnostics.Metrics;
using HealthKit.Requests;
using HealthKit.Signals;
using HealthKit.Tracing;
using Microsoft.AspNetCore.Http;

namespace HealthKit.Outbound;

/// <summary>
/// Counts the calls that pass no client of the factory, by host: shadow egress. The runtime's own duration of a call is heard for every call; the
/// flow of those that a client accounts for is marked, and they are left alone. Of every call it is noted whether somebody traces it, and of exports
/// of traces how they end.
/// </summary>
internal sealed class OutboundWatch : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private const int HostCapacity = 256;
    private const string ExporterThread = "OpenTelemetry-";

    private readonly ClientTable _clients;
    private readonly IOutboundExclusion[] _exclusions;
    private readonly TraceExports _exports;
    private readonly EndpointRoutes _routes;
    private readonly ReverseProxy _proxy;
    private readonly SlotTable<OutboundHost, RawHost> _hosts;
    private readonly MeterListener _meters = new();
    private readonly IDisposable _listeners;
    private IDisposable? _stops;

    public OutboundWatch(ClientTable clients, TelemetryHosts telemetry, IEnumerable<IOutboundExclusion> exclusions, TraceExports exports, EndpointRoutes routes, ReverseProxy proxy)
    {
        (_clients, _exclusions, _exports, _routes, _proxy) = (clients, [.. exclusions], exports, routes, proxy);
        _hosts = new(host => new RawHost(host, telemetry.Contains(host)), new RawHost(OutboundHost.Other, isTelemetry: false), HostCapacity);
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == HttpClientInstruments.Meter && instrument.Name == HttpClientInstruments.Duration)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<double>((_, _, tags, _) => Measured(tags));
        _meters.Start();
        _listeners = DiagnosticListener.AllListeners.Subscribe(this);
    }

    /// <summary>Calls since start, those of telemetry and HealthKit's own apart; null where raw clients cannot be seen.</summary>
    public long? Calls => HttpClientInstruments.AreMetered
        ? _clients.All.Sum(static client => client.Hosts.Sum(static host => host.Counts.Calls)) + Raw.Sum(static host => host.Counts.Calls)
        : null;

    /// <summary>Who traces the calls, those of telemetry and HealthKit's own apart.</summary>
    public CallTraces Traces { get; } = new();

    /// <summary>Hosts that were called outside every client of the factory.</summary>
    public IEnumerable<RawHost> Raw
    {
        get
        {
            var hosts = _hosts.Snapshot().Select(static pair => pair.Value).Append(_hosts.Overflow);
            return hosts.Where(static host => host.Counts.Calls > 0).OrderBy(static host => host.Host.ToString(), StringComparer.Ordinal);
        }
    }

    void IObserver<DiagnosticListener>.OnNext(DiagnosticListener value)
    {
        if (value.Name == HttpClientInstruments.Listener)
        {
            _stops = value.Subscribe(this, (name, request, _) => IsWanted(name, request));
        }
    }

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> value)
    {
        switch (value)
        {
            case { Key: HttpClientInstruments.Stop, Value: { } stop } when OutboundFlow.Current is null || OutboundFlow.Current == OutboundFlow.Own:
                Stopped(stop, OutboundFlow.Current is null);
                break;
            case { Key: HttpClientInstruments.Response, Value: { } ended } when OutboundFlow.Current is TraceExport export:
                Exported(export, ended);
                break;
        }
    }

    void IObserver<DiagnosticListener>.OnCompleted()
    {
    }

    void IObserver<DiagnosticListener>.OnError(Exception error)
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnCompleted()
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnError(Exception error)
    {
    }

    public void Dispose()
    {
        _meters.Dispose();
        _listeners.Dispose();
        _stops?.Dispose();
    }

    // The listener asks before a call whether to make an activity for it, which HealthKit never wants. That is the moment to recognise an export.
    private bool IsWanted(string name, object? argument)
    {
        switch (name)
        {
            case HttpClientInstruments.Stop:
                return true;
            case HttpClientInstruments.Response:
                return OutboundFlow.Current is TraceExport;
            case HttpClientInstruments.Call when argument is HttpRequestMessage request && (OutboundFlow.Current is null || OutboundFlow.Current == OutboundFlow.Own):
                Recognise(request);
                return false;
            default:
                return false;
        }
    }

    private void Recognise(HttpRequestMessage request)
    {
        try
        {
            if (_exports.Find(request) is { } export)
            {
                OutboundFlow.Enter(export);
            }
            else if (RequestScope.Current is null && ReverseProxy.IsProbe(request))
            {
                // No part of the service, as HealthKit's own.
                OutboundFlow.Enter(OutboundFlow.Own);
            }
        }
#pragma warning disable CA1031 // A fault of the observer must not become a fault of the call.
        catch (Exception)
#pragma warning restore CA1031
        {
            // Not recognised.
        }
    }

    private static void Exported(TraceExport export, object ended)
    {
        try
        {
            if (HttpClientInstruments.TryGetResponse(ended, out var response))
            {
                export.Note(response);
            }
        }
#pragma warning disable CA1031 // As above.
        catch (Exception)
#pragma warning restore CA1031
        {
            // Not counted.
        }
    }

    // Runs inside the call that is measured, where an exception would reach the caller.
    private void Measured(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var flow = OutboundFlow.Current;
        if (flow == OutboundFlow.Own || flow is TraceExport)
        {
            return;
        }

        RequestScope.Current?.Note(RequestNotes.CalledOut);
        try
        {
            if (flow is not null || Count(tags))
            {
                Traces.Note(Activity.Current);
            }
        }
#pragma warning disable CA1031 // As above.
        catch (Exception)
#pragma warning restore CA1031
        {
            // What was not counted is not counted.
        }
    }

    // False for calls that are no part of the service.
    private bool Count(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string? name = null;
        var (port, method) = (0, "");
        foreach (var (key, value) in tags)
        {
            switch (key)
            {
                case HttpClientInstruments.ServerAddress:
                    name = value as string;
                    break;
                case HttpClientInstruments.ServerPort:
                    port = value as int? ?? 0;
                    break;
                case HttpClientInstruments.Method:
                    method = value as string ?? "";
                    break;
            }
        }

        if (name is null || _hosts[new OutboundHost(name, port)] is not { IsTelemetry: false } host || IsExcluded())
        {
            return false;
        }

        if (RequestScope.Current is { Context: HttpContext context } scope && context.GetEndpoint() is { } endpoint && _routes.Of(endpoint).Cluster is { } cluster && _proxy.Forwards(scope, context, host.Host))
        {
            host.Forwarded.Count(method);
            if (ReverseProxy.IsNameOf(context.Request, name))
            {
                host.Cluster = cluster;
            }
        }

        host.Counts.Count(method);
        if (TraceContext.OfRequest() is not null)
        {
            host.Counts.CountInRequest();
        }

        return true;
    }

    // An export ends here where an activity was made for it all the same: it was sent from within a request, or another listener wants all calls.
    private void Stopped(object stop, bool isRaw)
    {
        try
        {
            if (HttpClientInstruments.RequestOf(stop) is { } call && _exports.Find(call) is { } export)
            {
                Exported(export, stop);
            }
            else if (isRaw && RequestScope.Current is null && HttpClientInstruments.RequestOf(stop) is { } probe && ReverseProxy.IsProbe(probe))
            {
                // Where the host traces its calls, a probe is not told before it is counted.
                _hosts[RawHost.Of(probe)].Forwarded.Count(probe.Method.Method);
            }
            else if (isRaw && TraceContext.OfRequest() is { } inbound && HttpClientInstruments.RequestOf(stop) is { } request && TraceContext.IsCarriedBy(request, inbound) && !IsExcluded())
            {
                _hosts[RawHost.Of(request)].Counts.CountCorrelated();
            }
        }
#pragma warning disable CA1031 // As above.
        catch (Exception)
#pragma warning restore CA1031
        {
            // As above.
        }
    }

    private bool IsExcluded() =>
        Thread.CurrentThread.Name?.StartsWith(ExporterThread, StringComparison.Ordinal) == true || Array.Exists(_exclusions, static exclusion => exclusion.IsExcluded);
}
