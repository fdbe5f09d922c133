using System.Diagnostics;
using System.Runtime.CompilerServices;
using HealthKit.Npgsql.Custody;
using HealthKit.Npgsql.Pools;
using HealthKit.Npgsql.Replicas;
using HealthKit.Signals;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace HealthKit.Npgsql.Commands;

/// <summary>Everything that one host counts about its commands and pools. The listeners are the process's; this is the host's.</summary>
internal sealed class DatabaseSignals
{
    /// <summary>Route name of work outside requests.</summary>
    public const string Background = "(background)";

    /// <summary>Sampled requests a second of one route, and of the process.</summary>
    private const int RouteBudget = 50;
    private const int TotalBudget = 500;

    /// <summary>A route with fewer requests since the process is young is still warming up.</summary>
    private const int WarmUpRequests = 5;

    private const string QueryLatencyCheck = "2.1";
    private const double QueryLatencyLimit = 100;

    private static readonly TimeSpan HalfDay = TimeSpan.FromHours(12);

    private readonly SlotTable<RouteSlot, RouteQueries> _routes;
    private readonly SlotTable<Endpoint, RateSampler> _samplers;
    private readonly RateSampler _unrouted;
    private readonly RateSampler _total;
    private readonly TimeProvider _time;
    private readonly TimeSpan _warmUp;
    private long _backgroundCommands;
    private long _failed;
    private long _sampled;
    private long _half;
    private int _withoutFirstResponse;

    /// <summary>Starts counting from now.</summary>
    public DatabaseSignals(TimeProvider time, IOptions<HealthAuditOptions> options, AuditSettings settings)
    {
        (_time, _warmUp, Start) = (time, options.Value.WarmUp, time.GetTimestamp());
        _routes = new SlotTable<RouteSlot, RouteQueries>(
            static slot => new RouteQueries(string.Concat(slot.Method, " ", slot.Template), slot.IsStream), new RouteQueries("(other routes)"));
        RateSampler NewSampler(int budget) => new(budget, time.TimestampFrequency);
        _unrouted = NewSampler(RouteBudget);
        _total = NewSampler(TotalBudget);
        _samplers = new SlotTable<Endpoint, RateSampler>(_ => NewSampler(RouteBudget), _unrouted);
        // Statements keep coarse buckets; the limit that will be judged is counted exactly.
        Statements = new StatementTable(TimeSpan.FromMilliseconds(settings.Limits.GetValueOrDefault(QueryLatencyCheck, QueryLatencyLimit)), time);
        Pools = new PoolTable(time);
        Custody = new CustodySignals(this, time);
    }

    /// <summary>Timestamp of the first moment counted.</summary>
    public long Start { get; }

    /// <summary>The fingerprints.</summary>
    public StatementTable Statements { get; }

    /// <summary>The pools.</summary>
    public PoolTable Pools { get; }

    /// <summary>Who holds connections.</summary>
    public CustodySignals Custody { get; }

    /// <summary>Reads by the server they went to.</summary>
    public ReadTally Reads { get; } = new();

    /// <summary>Commands of requests whose texts nobody shows.</summary>
    public UnseenCommands Unseen { get; } = new();

    /// <summary>The busiest minute of requests that query.</summary>
    public PeakRate QueryingRequests { get; } = new();

    /// <summary>Where durations go; null until metrics are set up.</summary>
    public DatabaseMetrics? Metrics { get; set; }

    /// <summary>Commands outside requests.</summary>
    public long BackgroundCommands => Volatile.Read(ref _backgroundCommands);

    /// <summary>Commands that failed.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <summary>Commands whose text was looked at.</summary>
    public long Sampled => Volatile.Read(ref _sampled);

    /// <summary>False once a successful command came without the first-response event: the host switched it off.</summary>
    public bool MeasuresFirstResponse => Volatile.Read(ref _withoutFirstResponse) == 0;

    /// <summary>How long commands have been observed.</summary>
    public TimeSpan Uptime => _time.GetElapsedTime(Start);

    /// <summary>Number of the running half-day.</summary>
    public long Half => (long)Halves;

    /// <summary>Half-days since the start, with the part of the present one.</summary>
    public double Halves => (double)Uptime.Ticks / HalfDay.Ticks;

    /// <summary>The half-day as the latest request found it, without asking the clock.</summary>
    public long LatestHalf => Volatile.Read(ref _half);

    /// <summary>Every route with what its requests queried, those beyond the cap summed.</summary>
    public IEnumerable<RouteQueries> Routes => _routes.Snapshot().Select(static pair => pair.Value).Append(_routes.Overflow);

    /// <summary>Counts one command outside requests.</summary>
    public void CountBackground() => Interlocked.Increment(ref _backgroundCommands);

    /// <summary>Counts one failed command.</summary>
    public void CountFailure() => Interlocked.Increment(ref _failed);

    /// <summary>Counts a request that ended.</summary>
    public void Complete(RequestScope scope, RouteSlot slot)
    {
        var route = _routes[slot];
        var roundTrips = scope.RoundTrips;
        if (scope.ConnectionsSoFar is { Opens: > 0 } or { CallsOut: true })
        {
            Custody.Complete(scope, route.Name, IsWarmingUp);
        }

        route.Add(roundTrips);
        if (roundTrips > 0)
        {
            QueryingRequests.Add((long)Uptime.TotalSeconds);
            LookForUnseen(scope, roundTrips);
        }

        if (scope.Queries is RequestQueries queries)
        {
            CommandListener.Complete(queries, scope.Context as HttpContext);
            queries.Complete(route);
        }
    }

    // A request whose commands made no activity was never asked whether to look at it.
    private void LookForUnseen(RequestScope scope, int roundTrips)
    {
        if (scope.Queries is RequestQueries queries)
        {
            Unseen.Add(roundTrips, queries.Started, queries.Weight);
        }
        else if (scope.Queries is null && !IsWarmingUp)
        {
            Unseen.Add(roundTrips, seen: 0, SampleWeight.One);
        }
    }

    /// <summary>Decides at a request's first command whether its commands are looked at.</summary>
    public object Begin(RequestScope scope)
    {
        var endpoint = (scope.Context as HttpContext)?.GetEndpoint();
        var sampler = endpoint is null ? _unrouted : _samplers[endpoint];
        var now = _time.GetTimestamp();
        sampler.Count(now);
        _total.Count(now);
        Volatile.Write(ref _half, _time.GetElapsedTime(Start, now).Ticks / HalfDay.Ticks);
        if (sampler.Seen <= WarmUpRequests || IsWarmingUp)
        {
            return RequestQueries.Unsampled;
        }

        // A busy process thins its busy routes further, never its rare ones.
        var stride = sampler.Stride == 1 ? 1 : Math.Max(sampler.Stride, _total.Stride);
        var weight = RateSampler.Choose(stride, Random.Shared);
        return weight == 0 ? RequestQueries.Unsampled : new RequestQueries(this, weight, endpoint is null ? 0 : RuntimeHelpers.GetHashCode(endpoint));
    }

    /// <summary>True in the first seconds, which say how the process starts.</summary>
    public bool IsWarmingUp => Uptime < _warmUp;

    /// <summary>Books a sampled command of a request whose activity has stopped.</summary>
    public void Observe(Activity activity, string sql, RequestQueries request, HttpContext? context)
    {
        var ticks = TimeToFirstResponse(activity);
        var half = LatestHalf;
        var (statement, fingerprint) = request.Add(sql, ticks, half);
        Time(activity, statement, ticks, half);
        request.Reads.Add(statement, ServerAddress.Of(activity));
        if (fingerprint.HasLiterals && IsExaminable(statement, sql, fingerprint))
        {
            request.Note(statement.AddLiterals(fingerprint.LiteralHash, request.Endpoint, Literals.Read(sql, request.ValuesOf(context)), request.IsGenerated(sql)));
        }
    }

    /// <summary>Books a sampled command outside requests. What no caller could choose taints no text; variants are counted all the same.</summary>
    public void ObserveBackground(Activity activity, string sql, long weight, bool generated)
    {
        var (statement, fingerprint) = Statements.Find(sql);
        var (ticks, half) = (TimeToFirstResponse(activity), Half);
        CountSampled(1);
        Time(activity, statement, ticks, half);
        statement.AddCalls(1, ticks, weight, half, examined: false);
        statement.AddRoute(Background, weight);
        Reads.Add(statement, ServerAddress.Of(activity), weight, (long)Uptime.TotalSeconds);
        if (fingerprint.HasLiterals && IsExaminable(statement, sql, fingerprint))
        {
            statement.AddLiterals(fingerprint.LiteralHash, 0, Literals.Read(sql, RequestValues.None), generated).Route = Background;
        }
    }

    /// <summary>Counts commands whose text was looked at.</summary>
    public void CountSampled(int commands) => Interlocked.Add(ref _sampled, commands);

    /// <summary>True for a text whose literals are looked at: SET, LISTEN and definitions take no parameter, and of an overlong text the end was not read.</summary>
    public bool IsExaminable(Statement statement, string sql, SqlFingerprint fingerprint) =>
        fingerprint.Kind == SqlCommandKind.Query && sql.Length <= SqlFingerprint.LongestText && !ReferenceEquals(statement, Statements.Overflow);

    // A statement rarely changes its pool: now and then, by the last digits of the time, is often enough to look for the tag.
    private static void Time(Activity activity, Statement statement, long ticks, long half) =>
        statement.AddLatency(ticks, half, (ticks & 15) == 0 || statement.Pool is null ? activity.GetTagItem(NpgsqlInstruments.DataSourceTag) as string : null);

    private long TimeToFirstResponse(Activity activity)
    {
        foreach (ref readonly var happened in activity.EnumerateEvents())
        {
            if (happened.Name == NpgsqlInstruments.FirstResponseEvent)
            {
                return Math.Max(0, (happened.Timestamp.UtcDateTime - activity.StartTimeUtc).Ticks);
            }
        }

        // A command that failed never had a response; one that went well had one, unless the host does not want to know.
        if (activity.Status != ActivityStatusCode.Error)
        {
            Volatile.Write(ref _withoutFirstResponse, 1);
        }

        return Math.Max(0, activity.Duration.Ticks);
    }
}
