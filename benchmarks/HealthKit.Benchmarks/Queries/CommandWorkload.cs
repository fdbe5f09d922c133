using System.Diagnostics;
using System.Diagnostics.Metrics;
using HealthKit.Benchmarks.Comparisons;
using HealthKit.Npgsql;
using HealthKit.Npgsql.Commands;
using HealthKit.Signals;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace HealthKit.Benchmarks.Queries;

/// <summary>Commands of a request, five to a request, as Npgsql 10 tells of them: meter, activity with its tags, first response, meter.</summary>
internal sealed class CommandWorkload : IWorkload
{
    private const int CommandsPerRequest = 5;
    private const string Sql = "select id, name, price from products where category_id = $1 and price < $2 order by price limit 24";

    private static readonly KeyValuePair<string, object?> Pool = new(NpgsqlInstruments.PoolNameTag, "Host=nowhere;Database=shop");

    private readonly bool _sampled;
    private readonly Meter _meter = new(NpgsqlInstruments.Meter);
    private readonly ActivitySource _source = new(NpgsqlInstruments.ActivitySource);
    private readonly UpDownCounter<int> _executing;
    private readonly Histogram<double> _duration;
    private readonly DatabaseSignals? _signals;
    private readonly TracerProvider? _tracing;
    private readonly List<IDisposable> _listeners = [];
    private readonly RouteQueries _route = new("GET /products");
    private long _counted;

    public CommandWorkload(string part, string variant)
    {
        _sampled = part == CommandComparison.Sampled;
        _executing = _meter.CreateUpDownCounter<int>(NpgsqlInstruments.Executing);
        _duration = _meter.CreateHistogram<double>(NpgsqlInstruments.OperationDuration, "s");
        if (variant == CommandComparison.HealthKit)
        {
            _signals = new DatabaseSignals(TimeProvider.System, Options.Create(new HealthAuditOptions { WarmUp = TimeSpan.Zero }), AuditSettings.Default);
            SignalHub.Attach(_signals);
        }
        else if (variant == CommandComparison.Listener)
        {
            Listen();
        }
        else if (variant == CommandComparison.OpenTelemetry)
        {
            _tracing = Sdk.CreateTracerProviderBuilder().AddSource(NpgsqlInstruments.ActivitySource).Build();
        }
    }

    public void Run(int operations)
    {
        for (var done = 0; done < operations; done += CommandsPerRequest)
        {
            var scope = new RequestScope(null, 0) { Queries = Queries() };
            scope.Enter();
            for (var i = 0; i < CommandsPerRequest; i++)
            {
                Execute();
            }

            (scope.Queries as RequestQueries)?.Complete(_route);
            _counted += scope.RoundTrips;
            scope.End();
        }
    }

    public Task VerifyAsync(long operations)
    {
        var expected = _signals is null ? 0 : operations;
        if (_counted != expected || (_signals is not null && _sampled && _signals.Sampled != operations))
        {
            throw new InvalidOperationException($"{_counted} commands counted, {_signals?.Sampled} sampled of {operations}.");
        }

        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        if (_signals is not null)
        {
            SignalHub.Detach(_signals);
        }

        _tracing?.Dispose();
        _listeners.ForEach(static listener => listener.Dispose());
        _meter.Dispose();
        _source.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Listen()
    {
        var sampling = _sampled ? ActivitySamplingResult.AllData : ActivitySamplingResult.None;
        var activities = new ActivityListener { ShouldListenTo = static source => source.Name == NpgsqlInstruments.ActivitySource, Sample = (ref _) => sampling };
        var measurements = new MeterListener { InstrumentPublished = static (instrument, listener) => Enable(instrument, listener) };
        measurements.SetMeasurementEventCallback<int>(static (_, _, _, _) => { });
        measurements.SetMeasurementEventCallback<double>(static (_, _, _, _) => { });
        measurements.Start();
        ActivitySource.AddActivityListener(activities);
        _listeners.AddRange([activities, measurements]);
    }

    private static void Enable(Instrument instrument, MeterListener listener)
    {
        if (instrument.Meter.Name == NpgsqlInstruments.Meter)
        {
            listener.EnableMeasurementEvents(instrument);
        }
    }

    private object? Queries() => _signals is null ? null : _sampled ? new RequestQueries(_signals, SampleWeight.One, 1) : RequestQueries.Unsampled;

    private void Execute()
    {
        _executing.Add(1, Pool);
        var start = Stopwatch.GetTimestamp();
        using (var activity = _source.HasListeners() ? _source.StartActivity("postgresql", ActivityKind.Client) : null)
        {
            if (activity is { IsAllDataRequested: true })
            {
                activity.SetTag(NpgsqlInstruments.QueryTextTag, Sql);
                activity.SetTag("db.system.name", "postgresql");
                activity.SetTag("db.namespace", "shop");
                activity.SetTag(NpgsqlInstruments.ServerAddressTag, "nowhere");
                activity.SetTag(NpgsqlInstruments.DataSourceTag, "Host=nowhere;Database=shop");
                activity.SetTag("db.npgsql.connection_id", 4711);
                activity.AddEvent(new ActivityEvent(NpgsqlInstruments.FirstResponseEvent));
                activity.SetStatus(ActivityStatusCode.Ok);
            }
        }

        _executing.Add(-1, Pool);
        _duration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, Pool);
    }
}
