using HealthKit.Caching;
using HealthKit.Evidence;
using HealthKit.Sources;
using HealthKit.Tracing;

namespace HealthKit.Redis.Clients;

/// <summary>
/// States whether somebody traces what the application sends to Redis. The driver has no activity source of its own; the instrumentation of
/// OpenTelemetry has one, and profiles the multiplexers that are registered.
/// </summary>
internal sealed class RedisTraceSource(RedisTargets targets, CacheObservation observation, DirectUse direct, LoadedAssemblies assemblies, TimeProvider time)
    : MemorySource<TracingEvidence>("redis.tracing", time)
{
    private const string Instrumentation = "OpenTelemetry.Instrumentation.StackExchangeRedis";

    protected override TracingEvidence Read(DateTimeOffset now) => new()
    {
        ObservedAt = now,
        MaxAge = Fresh,
        // Without a client that is found, StackExchange.Redis stays the blind spot that it is.
        Boundaries = targets.Clients.Count == 0 ? [] : [Boundary()],
    };

    private TracedBoundary Boundary()
    {
        var listened = targets.Clients.All(static client => client.Application is not null)
            && assemblies.Loaded().Contains(Instrumentation)
            && ActivitySourceTwins.HasForeignListener(Instrumentation) is true;
        var cached = targets.HasFrameworkCache ? observation.Caches.Where(static cache => !cache.InProcess).Sum(static cache => cache.Hits + cache.Misses + cache.Sets) : 0;
        return new TracedBoundary
        {
            Name = "Redis",
            Crossings = Math.Max(cached, direct.Operations),
            ActivitySource = listened ? Instrumentation : null,
            HasForeignListener = listened ? true : null,
        };
    }
}
