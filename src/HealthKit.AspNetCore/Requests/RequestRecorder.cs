using HealthKit.Endpoints;
using HealthKit.Evidence;
using HealthKit.Hosting;
using HealthKit.Lifecycle;
using HealthKit.Metrics;
using HealthKit.Outbound;
using HealthKit.Responses;
using HealthKit.Signals;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HealthKit.Requests;

/// <summary>Counts each request from its first moment to its completion. It never throws into the request and, without observers, allocates nothing.</summary>
internal sealed class RequestRecorder
{
    // No caller gives up sooner, and the server takes a lock to say whether one did.
    private const long SoonestAbort = TimeSpan.TicksPerMillisecond;

    private readonly RequestRoutes _routes;
    private readonly RouteTable _table;
    private readonly RequestInstruments _instruments;
    private readonly SocketGate _sockets;
    private readonly CallerWatch _callers;
    private readonly HeaderSamples _headers;
    private readonly ResponseSampler _samples;
    private readonly IRequestObserver[] _observers;
    private readonly bool _isAmbient;
    private readonly IRequestWatch[] _watches;
    private readonly RequestsInFlight _inFlight;
    private readonly TimeProvider _time;
    private readonly ILogger<RequestRecorder> _logger;
    private readonly RequestStates _states = new();
    private readonly Func<object, Task> _completed;
    private readonly Func<object, Task> _scopeCompleted;
    private readonly double _ticksPerUnit;
    private readonly long _warmUpEnd;
    private int _failures;

    public RequestRecorder(
        RequestRoutes routes,
        RouteTable table,
        RequestInstruments instruments,
        SocketGate sockets,
        CallerWatch callers,
        HeaderSamples headers,
        ResponseSampler samples,
        IEnumerable<IRequestObserver> observers,
        IEnumerable<IRequestWatch> watches,
        RequestsInFlight inFlight,
        ReverseProxy proxy,
        IOptions<HealthAuditOptions> options,
        TimeProvider time,
        ILogger<RequestRecorder> logger)
    {
        (_routes, _table, _instruments, _sockets, _inFlight, _time, _logger) = (routes, table, instruments, sockets, inFlight, time, logger);
        (_callers, _headers, _samples) = (callers, headers, samples);
        _observers = [.. observers];
        _watches = [.. watches.Where(static watch => watch.IsNeeded)];
        // Calls of a reverse proxy are told from others by the request that they are made for.
        _isAmbient = _observers.Length > 0 || proxy.IsPresent;
        _completed = Completed;
        _scopeCompleted = ScopeCompleted;
        _ticksPerUnit = (double)TimeSpan.TicksPerSecond / time.TimestampFrequency;
        StartedAt = time.GetUtcNow();
        _warmUpEnd = time.GetTimestamp() + (long)(options.Value.WarmUp.TotalSeconds * time.TimestampFrequency);
    }

    /// <summary>When observation began: the recorder is made when the pipeline is built, just before the server listens.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>Marks the beginning of a request and asks to be told of its completion.</summary>
    public void Begin(HttpContext context)
    {
        try
        {
            _sockets.Note(context);
            var start = _time.GetTimestamp();
            if (_isAmbient)
            {
                // Never used again: work that outlives the request must not find itself in another one.
                var scope = new RequestScope(context, start);
                scope.Enter();
                context.Response.OnCompleted(_scopeCompleted, scope);
            }
            else
            {
                context.Response.OnCompleted(_completed, _states.Rent(context, start));
            }

            _inFlight.Begin();
            _samples.Begin(context, start);
        }
#pragma warning disable CA1031 // A fault of the observer must not become a fault of the request.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Failed(exception);
        }
    }

    private Task Completed(object started)
    {
        var state = (RequestState)started;
        _inFlight.End();
        try
        {
            Record(state.Context!, state.Start, scope: null);
        }
#pragma warning disable CA1031 // As above.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Failed(exception);
        }

        _states.Return(state);
        return Task.CompletedTask;
    }

    private Task ScopeCompleted(object started)
    {
        var scope = (RequestScope)started;
        _inFlight.End();
        try
        {
            Record((HttpContext)scope.Context!, scope.StartTimestamp, scope);
        }
#pragma warning disable CA1031 // As above.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Failed(exception);
        }

        scope.End();
        return Task.CompletedTask;
    }

    private void Record(HttpContext context, long start, RequestScope? scope)
    {
        var end = _time.GetTimestamp();
        var status = context.Response.StatusCode;
        var route = _routes.Of(context, status);
        route.Answers?.Note(status, scope?.RoundTrips ?? 0);
        if (route.IsExcluded)
        {
            return;
        }

        var method = RequestMethods.IndexOf(context.Request.Method);
        if (route.IsGrpc)
        {
            status = GrpcStatus.AsHttp(context, status);
        }

        var type = context.Response.ContentType;
        var entry = route.Entry(method, route.Kind is not RouteKind.Stream && RequestRoutes.IsStream(context, status, method, type), _table);
        var ticks = (long)((end - start) * _ticksPerUnit);
        var aborted = status == StatusCodes.Status499ClientClosedRequest || (ticks >= SoonestAbort && context.RequestAborted.IsCancellationRequested);
        try
        {
            if (!aborted && !RequestMethods.IsAside(method))
            {
                _callers.Note(context, status, entry.Callers);
                if (!route.IsGrpc && entry.Key.Kind is not RouteKind.Stream)
                {
                    _headers.Note(context, status, entry);
                    Transfers.Note(context, status, method, type, entry);
                }
            }

            if (_instruments.Duration.Enabled && entry.Key.Kind is not RouteKind.Stream)
            {
                _instruments.Duration.Record((double)ticks / TimeSpan.TicksPerSecond, entry.Labels);
            }

            if (_inFlight.IsStopping && entry.Key.Kind is not RouteKind.Stream)
            {
                _inFlight.Ended(aborted, end);
            }

            foreach (var watch in _watches)
            {
                watch.OnCompleted(context, entry);
            }

            if (scope is not null)
            {
                if (aborted || status >= StatusCodes.Status400BadRequest)
                {
                    scope.Note(RequestNotes.Failed);
                }

                foreach (var observer in _observers)
                {
                    observer.OnCompleted(scope, entry.Slot);
                }
            }
        }
        finally
        {
            // Last, whatever becomes of the rest: who finds the request counted finds all of it booked.
            entry.Slot.Record(ticks, status, aborted, end < _warmUpEnd, end);
        }
    }

    private void Failed(Exception exception)
    {
        if (Interlocked.Increment(ref _failures) == 1)
        {
            LogMessages.RecorderFailed(_logger, exception.GetType().Name, exception);
        }
    }
}
