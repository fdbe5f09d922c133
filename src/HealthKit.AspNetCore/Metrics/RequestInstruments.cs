using System.Diagnostics.Metrics;
using HealthKit.Requests;
using HealthKit.Signals;

namespace HealthKit.Metrics;

/// <summary>Rate, errors and duration of every route under the checklist's names. The counter is read from the routes; only the histogram is recorded on the hot path.</summary>
internal sealed class RequestInstruments
{
    private readonly HealthKitMeter _meter;
    private readonly RouteTable _table;

    public RequestInstruments(HealthKitMeter meter, RouteTable table)
    {
        (_meter, _table) = (meter, table);
        meter.Offer(MetricNames.HttpRequests);
        meter.Offer(MetricNames.HttpRequestDuration);
        Duration = meter.Meter.CreateHistogram(
            MetricNames.HttpRequestDuration,
            unit: "s",
            description: "Duration of HTTP requests by method and route template; streams are left out.",
            tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = MetricNames.DurationBounds });
        meter.Meter.CreateObservableCounter(
            MetricNames.HttpRequests,
            Count,
            unit: null,
            description: "HTTP requests by method, route template and status code; a failed gRPC call counts under the HTTP status that stands for its own.");
    }

    public Histogram<double> Duration { get; }

    private Measurement<long>[] Count()
    {
        // Two kinds of answers of one route are one series.
        var series = new Dictionary<(string Method, string Path, int Status), long>();
        foreach (var entry in _table.All.Append(_table.Overflow))
        {
            foreach (var (status, count) in entry.Slot.StatusCodes.Snapshot())
            {
                var key = (entry.Key.Method, entry.Key.Template, status);
                series[key] = series.GetValueOrDefault(key) + count;
            }
        }

        _meter.Note(MetricNames.HttpRequests, series.Count);
        // The histogram cannot tell that it was collected: a reader of the meter that collects the counter while the histogram is enabled collects both.
        if (Duration.Enabled)
        {
            _meter.Note(MetricNames.HttpRequestDuration, series.Keys.DistinctBy(static key => (key.Method, key.Path)).Count());
        }

        return
        [
            .. series.Select(static pair => new Measurement<long>(
                pair.Value,
                new("method", pair.Key.Method),
                new("path", pair.Key.Path),
                new("status_code", pair.Key.Status))),
        ];
    }
}
