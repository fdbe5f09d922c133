using HealthKit.Caching;
using HealthKit.Evidence;
using HealthKit.Sources;

namespace HealthKit.Redis.Clients;

/// <summary>
/// States whether somebody traces what the application sends to Redis. The driver has no activity source of its own; the instrumentation of
/// OpenTelemetry has one, and profiles the multiplexers that it is given.
/// </summary>
internal sealed class RedisTraceSource : MemorySource<TracingEvidence>
{
    private const string Boundary = "Redis";

    private readonly RedisTargets _targets;
    private readonly CacheObservation _observation;
    private readonly DirectUse _direct;

    public RedisTraceSource(RedisTargets targets, CacheObservation observation, DirectUse direct, TimeProvider time)
        : base("redis.tracing", time)
    {
        (_targets, _observation, _direct) = (targets, observation, direct);
        RedisTraces.Watch();
    }

    protected override TracingEvidence Read(DateTimeOffset now)
    {
        var used = _targets.Clients.Where(IsUsed).ToList();
        var recorded = used.FindAll(static client => client.Application is { } multiplexer && RedisTraces.To(multiplexer) > 0);
        return new TracingEvidence
        {
            ObservedAt = now,
            MaxAge = Fresh,
            // Without a client that is found, StackExchange.Redis stays the blind spot that it is, unless its commands are seen to be recorded.
            Boundaries = !_targets.IsSearched || (_targets.Clients.Count == 0 && RedisTraces.All == 0) ? [] : [Read()],
            BlindSpots = recorded.Count == 0 ? [] : [.. used.Except(recorded).Select(Unseen), .. Alike(recorded).Select(Ambiguous)],
        };
    }

    private TracedBoundary Read()
    {
        var cached = _targets.HasFrameworkCache ? Cached : 0;
        var recorded = _targets.Clients.Count == 0 ? RedisTraces.All : _targets.Clients.Sum(static client => client.Application is { } multiplexer ? RedisTraces.To(multiplexer) : 0);
        return new TracedBoundary
        {
            Name = Boundary,
            Crossings = _targets.Clients.Count == 0 ? recorded : Math.Max(cached, _direct.Operations),
            // What nothing was recorded of may have no instrumentation, or one that was not given the multiplexer.
            ActivitySource = recorded > 0 ? RedisInstruments.ActivitySource : null,
            Recorded = recorded,
        };
    }

    private long Cached => _observation.Caches.Where(static cache => !cache.InProcess).Sum(static cache => cache.Hits + cache.Misses + cache.Sets);

    private bool IsUsed(RedisTarget client) => client.Application is { } multiplexer ? _direct.OperationsOf(multiplexer) > 0 : _targets.HasFrameworkCache && Cached > 0;

    // Two multiplexers to one server: what is recorded may be of either.
    private static IEnumerable<RedisTarget> Alike(List<RedisTarget> recorded) =>
        recorded.Where((client, index) => recorded.Take(index).Any(before => Servers(before).Overlaps(Servers(client))));

    private static HashSet<string> Servers(RedisTarget client) => client.Application is { } multiplexer ? [.. multiplexer.GetEndPoints().Select(RedisTraces.Name)] : [];

    private static BlindSpot Unseen(RedisTarget client) => new(
        client.Name,
        client.Application is null
            ? "The cache has a connection of its own, which no instrumentation can be given; whether its calls appear in traces cannot be seen."
            : "None of its commands was seen in a trace, while those of another multiplexer were.",
        client.Application is null
            ? "Hand it the registered multiplexer: AddStackExchangeRedisCache(cache => cache.ConnectionMultiplexerFactory = () => Task.FromResult(multiplexer))."
            : "Give it to the instrumentation too: AddRedisInstrumentation(multiplexer).");

    private static BlindSpot Ambiguous(RedisTarget client) => new(
        client.Name,
        "Another multiplexer leads to the same server, and recorded commands do not say whose they are.",
        "Register one multiplexer for each server, or attest the check where all of them are given to AddRedisInstrumentation().");
}
