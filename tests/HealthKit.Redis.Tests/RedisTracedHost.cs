using System.Net;
using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Exporter;
using OpenTelemetry.Trace;
using StackExchange.Redis;

namespace HealthKit.Redis.Tests;

/// <summary>A service on Kestrel that sends commands to a real Redis and its traces to a collector in the same process, whose requests are not recorded.</summary>
internal sealed class RedisTracedHost : IAsyncDisposable
{
    /// <summary>The key of a second multiplexer, where a test registers one.</summary>
    public const string Second = "second";

    private readonly WebApplication _app;
    private readonly WebApplication _collector;
    private readonly HttpClient _client;

    private RedisTracedHost(WebApplication app, WebApplication collector)
    {
        (_app, _collector) = (app, collector);
        // Named so that the caller in the same process is told from the service's own calls; and it starts no trace.
        _client = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = new UriBuilder(app.Urls.First()) { Host = "localhost" }.Uri };
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<RedisTracedHost> StartAsync(RedisServer redis, Action<TracerProviderBuilder> instrument, Action<IServiceCollection>? more = null)
    {
        var collector = Bare().Build();
        collector.MapPost("/v1/traces", static () => Results.Ok());
        await collector.StartAsync(Token);

        var builder = Bare();
        builder.Services.AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect(redis.ConnectionString));
        builder.Services.AddHealthAudit(static options =>
        {
            (options.WarmUp, options.DrainDelay) = (TimeSpan.Zero, TimeSpan.Zero);
            options.TelemetryHosts.Add("localhost");
        }).AddRedis();
        builder.Services.AddOpenTelemetry().WithTracing(tracing =>
        {
            tracing.AddAspNetCoreInstrumentation(static requests => requests.Filter = static context => context.Request.Method == HttpMethods.Get);
            tracing.AddOtlpExporter(exporter =>
            {
                (exporter.Endpoint, exporter.Protocol) = (new Uri($"{collector.Urls.First()}/v1/traces"), OtlpExportProtocol.HttpProtobuf);
                exporter.BatchExportProcessorOptions.ScheduledDelayMilliseconds = 200;
            });
            instrument(tracing);
        });
        more?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapGet("/cart", static (IConnectionMultiplexer redis) => redis.GetDatabase().StringIncrementAsync("carts"));
        app.MapGet("/second", static ([FromKeyedServices(Second)] IConnectionMultiplexer redis) => redis.GetDatabase().StringIncrementAsync("carts"));
        app.MapGet("/cached", static ([FromServices] IDistributedCache cache) => cache.GetAsync("cart"));
        await app.StartAsync(Token);
        return new RedisTracedHost(app, collector);
    }

    /// <summary>Sends rounds of requests until the evidence is as it must become.</summary>
    public Task UntilAsync(Func<TracingEvidence, bool> holds, params string[] paths) => Eventually.TrueAsync(
        async () =>
        {
            foreach (var path in paths)
            {
                for (var request = 0; request < 20; request++)
                {
                    using var response = await _client.GetAsync(path, Token);
                    Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                }
            }

            return (await CollectAsync()).Find<TracingEvidence>() is { } tracing && holds(tracing);
        },
        TimeSpan.FromSeconds(120),
        "the tracing evidence",
        Token);

    public async Task<Verdict> CheckAsync() => Catalogue.Find("5.1")!.Decide(await CollectAsync(), null);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        await _collector.DisposeAsync();
    }

    private ValueTask<EvidenceSet> CollectAsync() => _app.Services.GetRequiredService<EvidenceStore>().CollectAsync(Token);

    private static WebApplicationBuilder Bare()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        return builder;
    }
}
