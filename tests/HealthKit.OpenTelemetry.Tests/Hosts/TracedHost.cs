using System.Net;
using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Trace;

namespace HealthKit.Hosts;

/// <summary>A service on real Kestrel that queries PostgreSQL and calls another service, traced as a test wants it.</summary>
internal sealed class TracedHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly WebApplication _other;
    private readonly HttpClient _client;

    private TracedHost(WebApplication app, WebApplication other)
    {
        (_app, _other) = (app, other);
        // Named so that the caller in the same process is told from the service's own calls; and it starts no trace.
        _client = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = new UriBuilder(app.Urls.First()) { Host = "localhost" }.Uri };
    }

    public IServiceProvider Services => _app.Services;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<TracedHost> StartAsync(PostgresDatabase database, Action<IServiceCollection>? services = null, Action<WebApplication>? routes = null)
    {
        var other = Bare();
        other.MapGet("/", static () => "stock");
        await other.StartAsync(Token);
        var address = other.Urls.First();

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        // As every real service has one: it makes hosting start an activity for each request.
        builder.Logging.AddProvider(new QuietProvider());
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddNpgsqlDataSource(database.ConnectionString);
        builder.Services.AddHttpClient("stock", client => client.BaseAddress = new Uri(address));
        builder.Services.AddHealthAudit(static options =>
        {
            (options.WarmUp, options.DrainDelay) = (TimeSpan.Zero, TimeSpan.Zero);
            options.TelemetryHosts.Add("localhost");
        }).AddNpgsql();
        services?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapGet("/orders", static async (NpgsqlDataSource database) =>
        {
            await using var command = database.CreateCommand("select 1");
            await command.ExecuteScalarAsync();
        });
        app.MapGet("/stock", static async (IHttpClientFactory clients) => await clients.CreateClient("stock").GetStringAsync("/"));
        app.MapGet("/plain", static () => "plain");
        routes?.Invoke(app);
        await app.StartAsync(Token);
        return new TracedHost(app, other);
    }

    /// <summary>Traces of OpenTelemetry that are sent every 200 ms.</summary>
    public static void Export(TracerProviderBuilder tracing, Uri to, OtlpExportProtocol protocol = OtlpExportProtocol.HttpProtobuf, ExportProcessorType processor = ExportProcessorType.Batch) =>
        tracing.AddOtlpExporter(exporter =>
        {
            (exporter.Endpoint, exporter.Protocol, exporter.ExportProcessorType) = (to, protocol, processor);
            exporter.BatchExportProcessorOptions.ScheduledDelayMilliseconds = 200;
        });

    public async Task GetAsync(string path, int times = 1, string? traceParent = null, string header = "traceparent")
    {
        for (var i = 0; i < times; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (traceParent is not null)
            {
                request.Headers.Add(header, traceParent);
            }

            using var response = await _client.SendAsync(request, Token);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    /// <summary>Sends rounds of requests until the evidence is as it must become; fails with what it was.</summary>
    public async Task<TracingEvidence> UntilAsync(Func<TracingEvidence, bool> holds, params string[] paths)
    {
        TracingEvidence? last = null;
        try
        {
            await Eventually.TrueAsync(
                async () =>
                {
                    foreach (var path in paths)
                    {
                        await GetAsync(path, 20);
                    }

                    return holds(last = await EvidenceAsync());
                },
                TimeSpan.FromSeconds(60),
                "the tracing evidence",
                Token);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{last}: {string.Join("; ", last!.Boundaries)}; {string.Join("; ", last.Exporters)}");
        }

        return last!;
    }

    public async Task<TracingEvidence> EvidenceAsync() => (await CollectAsync()).Find<TracingEvidence>()!;

    public async Task<Verdict> CheckAsync(string id = "5.1") => Catalogue.Find(id)!.Decide(await CollectAsync(), null);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        await _other.DisposeAsync();
    }

    private ValueTask<EvidenceSet> CollectAsync() => Services.GetRequiredService<EvidenceStore>().CollectAsync(Token);

    private static WebApplication Bare()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        return builder.Build();
    }

    private sealed class QuietProvider : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            // Its being there is all that matters.
        }

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
