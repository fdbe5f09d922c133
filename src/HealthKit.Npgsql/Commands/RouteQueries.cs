using HealthKit.Evidence;
using HealthKit.Signals;

namespace HealthKit.Npgsql.Commands;

/// <summary>What is known of one route's queries: round trips of every request, repeats and time of sampled ones.</summary>
internal sealed class RouteQueries(string name)
{
    /// <summary>CHECKS 2.4: the same fingerprint more often than this in one request is a repeat.</summary>
    private const int MostRepeats = 10;

    private readonly CountHistogram _roundTrips = new();
    private readonly Lock _gate = new();
    private long _withoutQueries;
    private long _querying;
    private long _commands;
    private long _sampledRequests;
    private long _sampledCommands;
    private long _sampledTexts;
    private long _weightedTicks;
    private long _sampledWeights;
    private long _requestsWithRepeats;
    private int _worstRepeat;
    private Statement? _repeated;
    private RowSlope _slope;

    /// <summary>Method and template.</summary>
    public string Name => name;

    /// <summary>Round trips of requests that ended.</summary>
    public long Commands => Volatile.Read(ref _commands);

    /// <summary>Requests that ended with at least one query.</summary>
    public long Querying => Volatile.Read(ref _querying);

    /// <summary>Time in queries of all requests, by the sampled ones.</summary>
    public TimeSpan TotalTime => TimeSpan.FromTicks(Volatile.Read(ref _weightedTicks));

    /// <summary>Requests that the sampled ones stand for.</summary>
    public long SampledStandFor => SampleWeight.Count(Volatile.Read(ref _sampledWeights));

    /// <summary>Counts one request that ended.</summary>
    public void Add(int roundTrips)
    {
        if (roundTrips == 0)
        {
            // Most routes of most services never query: they hold no histogram.
            Interlocked.Increment(ref _withoutQueries);
            return;
        }

        _roundTrips.Add(roundTrips);
        Interlocked.Increment(ref _querying);
        Interlocked.Add(ref _commands, roundTrips);
    }

    /// <summary>Adds what one sampled request showed.</summary>
    public void Add(RequestSample sample, Statement? worst, int repeats)
    {
        lock (_gate)
        {
            _sampledRequests++;
            _sampledCommands += sample.Commands;
            _sampledTexts += sample.Texts;
            _sampledWeights += sample.Weight;
            _weightedTicks += sample.Ticks * sample.Weight / SampleWeight.One;
            _requestsWithRepeats += repeats > MostRepeats ? 1 : 0;
            if (repeats > Math.Max(1, _worstRepeat))
            {
                (_worstRepeat, _repeated) = (repeats, worst);
            }

            _slope.Add(sample.MostRows, sample.Commands);
        }
    }

    /// <summary>What is known; null while no request queried.</summary>
    public RouteQueryEvidence? Read()
    {
        var trips = _roundTrips.Snapshot();
        if (trips.Count == 0)
        {
            return null;
        }

        var without = Volatile.Read(ref _withoutQueries);
        var all = without == 0 ? trips : CountDistribution.Merge(trips, new CountDistribution([0], [without], 0, 0));
        lock (_gate)
        {
            return new RouteQueryEvidence
            {
                Route = name,
                Requests = all.Count,
                RoundTrips = all,
                StatementsPerRequest = _sampledCommands == 0 ? 0 : (double)_sampledTexts / _sampledCommands * trips.Sum / all.Count,
                SampledRequests = _sampledRequests,
                RequestsWithRepeats = _requestsWithRepeats,
                WorstRepeat = _worstRepeat,
                RepeatedText = _repeated?.Text,
                QueriesPerRow = _slope.Value,
                TotalTime = TotalTime,
            };
        }
    }
}
