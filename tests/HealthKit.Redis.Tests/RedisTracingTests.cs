using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.TestServers;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;
using StackExchange.Redis;

namespace HealthKit.Redis.Tests;

/// <summary>Check 5.1 where a service calls a real Redis, with and without the real instrumentation of StackExchange.Redis.</summary>
/// <remarks>Meters are process-global: outbound calls of tests beside it would be a boundary that this host does not trace.</remarks>
[Collection(nameof(RedisTracingTests)), CollectionDefinition(nameof(RedisTracingTests), DisableParallelization = true)]
public sealed class RedisTracingTests
{
    private const string Second = RedisTracedHost.Second;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Does_not_know_of_a_Redis_without_instrumentation_and_passes_it_once_its_commands_are_recorded()
    {
        await using var redis = await RedisServer.StartAsync(cancellationToken: Token);
        await using var unused = await RedisServer.StartAsync(cancellationToken: Token);
        await using (var blind = await RedisTracedHost.StartAsync(redis, instrument: static _ => { }))
        {
            await blind.UntilAsync(IsExported(0), "/cart");

            var unknown = await blind.CheckAsync();

            Assert.True((Outcome.Unknown, Doubt.Blind) == (unknown.Outcome, unknown.Doubt), $"{unknown.Outcome}: {unknown.Observed} {unknown.Reason}");
            Assert.Contains("Redis", unknown.Reason, StringComparison.Ordinal);
        }

        // A multiplexer that is registered and hardly used needs no instrumentation.
        await using var host = await RedisTracedHost.StartAsync(redis, static tracing => tracing.AddRedisInstrumentation(), services => services
            .AddKeyedSingleton<IConnectionMultiplexer>(Second, (_, _) => ConnectionMultiplexer.Connect(unused.ConnectionString)));
        await host.UntilAsync(IsExported(1), "/cart");

        var verdict = await host.CheckAsync();

        Assert.True(verdict.Outcome == Outcome.Pass, $"{verdict.Observed} {verdict.Reason}");
        Assert.Contains("Redis", verdict.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Does_not_take_one_multiplexer_for_another()
    {
        await using var redis = await RedisServer.StartAsync(cancellationToken: Token);
        await using var other = await RedisServer.StartAsync(cancellationToken: Token);
        using var second = await ConnectionMultiplexer.ConnectAsync(other.ConnectionString);
        void Register(IServiceCollection services) => services.AddKeyedSingleton<IConnectionMultiplexer>(Second, second);
        await using (var half = await RedisTracedHost.StartAsync(redis, static tracing => tracing.AddRedisInstrumentation(), Register))
        {
            await half.UntilAsync(tracing => IsExported(1)(tracing) && tracing.BlindSpots.Count > 0, "/cart", "/second");

            var unknown = await half.CheckAsync();

            Assert.Equal((Outcome.Unknown, Doubt.Blind), (unknown.Outcome, unknown.Doubt));
            Assert.Contains(Second, unknown.Reason, StringComparison.Ordinal);
        }

        await using var host = await RedisTracedHost.StartAsync(redis, tracing => tracing.AddRedisInstrumentation().AddRedisInstrumentation(second), Register);
        await host.UntilAsync(static tracing => IsExported(1)(tracing) && tracing.BlindSpots.Count == 0, "/cart", "/second");

        var verdict = await host.CheckAsync();

        Assert.True(verdict.Outcome == Outcome.Pass, $"{verdict.Observed} {verdict.Reason}");
    }

    [Fact]
    public async Task Does_not_know_of_a_cache_with_a_connection_of_its_own_beside_an_instrumented_multiplexer()
    {
        await using var redis = await RedisServer.StartAsync(cancellationToken: Token);
        await using var host = await RedisTracedHost.StartAsync(redis, static tracing => tracing.AddRedisInstrumentation(), services => services
            .AddStackExchangeRedisCache(cache => cache.Configuration = redis.ConnectionString));
        await host.UntilAsync(static tracing => IsExported(1)(tracing) && tracing.BlindSpots.Count > 0, "/cart", "/cached");

        var verdict = await host.CheckAsync();

        Assert.Equal((Outcome.Unknown, Doubt.Blind), (verdict.Outcome, verdict.Doubt));
        Assert.Contains("ConnectionMultiplexerFactory", verdict.Reason, StringComparison.Ordinal);
    }

    private static Func<TracingEvidence, bool> IsExported(long recorded) => tracing =>
        tracing.Requests >= 100 && tracing.Exporters.Any(static exporter => exporter.Deliveries > 0)
        && tracing.Boundaries.Any(boundary => boundary is { Name: "Redis", Crossings: > 0 } && boundary.Recorded >= recorded);
}
