using System.Diagnostics.Metrics;
using HealthKit.Metrics;
using HealthKit.Signals;

namespace HealthKit.Npgsql.Commands;

/// <summary>The database families of the checklist on HealthKit's meter.</summary>
/// <remarks>
/// db_pool_connections_total has a third state beside the checklist's idle and active: waiting, which check 4.7 names. It counts acquires
/// that wait, not connections, so a sum over the states is not the pool's size.
/// </remarks>
internal sealed class DatabaseMetrics
{
    private readonly DatabaseSignals _signals;
    private readonly HealthKitMeter _meter;
    private readonly Histogram<double> _queries;
    private readonly Histogram<double> _waits;

    /// <summary>Creates the instruments and has durations recorded from now on.</summary>
    public DatabaseMetrics(DatabaseSignals signals, HealthKitMeter meter)
    {
        (_signals, _meter) = (signals, meter);
        foreach (var family in (string[])[MetricNames.DbQueries, MetricNames.DbPoolConnections, MetricNames.DbQueryDuration, MetricNames.DbPoolWaitDuration])
        {
            meter.Offer(family);
        }

        var advice = new InstrumentAdvice<double> { HistogramBucketBoundaries = MetricNames.DurationBounds };
        meter.Meter.CreateObservableCounter(MetricNames.DbQueries, Queries, description: "Database round trips by endpoint.");
        meter.Meter.CreateObservableUpDownCounter(MetricNames.DbPoolConnections, Connections, description: "Pooled connections by state, and acquires that wait.");
        _queries = meter.Meter.CreateHistogram(MetricNames.DbQueryDuration, "s", "Duration of database commands until their reader closes, multiplexed ones and COPY apart.", null, advice);
        _waits = meter.Meter.CreateHistogram(MetricNames.DbPoolWaitDuration, "s", "Time that acquires waited for an exhausted pool.", null, advice);
    }

    /// <summary>Records a command's duration in seconds.</summary>
    public void RecordQuery(double seconds)
    {
        if (_queries.Enabled)
        {
            _queries.Record(seconds);
        }
    }

    /// <summary>Records a wait in units of 100 ns.</summary>
    public void RecordWait(long ticks)
    {
        if (_waits.Enabled)
        {
            _waits.Record(TimeSpan.FromTicks(ticks).TotalSeconds);
        }
    }

    private Measurement<long>[] Queries()
    {
        // Routes of two kinds may have one name, such as what nothing matched: of two equal series a collector keeps one.
        var series = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var route in _signals.Routes)
        {
            if (route.Commands > 0)
            {
                series[route.Name] = series.GetValueOrDefault(route.Name) + route.Commands;
            }
        }

        if (_signals.BackgroundCommands > 0)
        {
            series[DatabaseSignals.Background] = _signals.BackgroundCommands;
        }

        Note(MetricNames.DbQueries, series.Count);
        if (_queries.Enabled)
        {
            Note(MetricNames.DbQueryDuration, Math.Min(1, series.Count));
        }

        return [.. series.Select(static pair => new Measurement<long>(pair.Value, new KeyValuePair<string, object?>("endpoint", pair.Key)))];
    }

    private Measurement<int>[] Connections()
    {
        SignalHub.ReadPools();
        var (idle, active, waiting) = (0, 0, 0);
        foreach (var pool in _signals.Pools.InUse)
        {
            (idle, active, waiting) = (idle + pool.Idle, active + pool.InUse, waiting + pool.Waiting);
        }

        Note(MetricNames.DbPoolConnections, 3);
        if (_waits.Enabled)
        {
            Note(MetricNames.DbPoolWaitDuration, 1);
        }

        return [In("idle", idle), In("active", active), In("waiting", waiting)];
    }

    private static Measurement<int> In(string state, int count) => new(count, new KeyValuePair<string, object?>("state", state));

    private void Note(string family, int series) => _meter.Note(family, series);
}
