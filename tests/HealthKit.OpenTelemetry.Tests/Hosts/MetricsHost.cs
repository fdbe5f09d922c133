using System.Net;
using HealthKit.Evidence;
using HealthKit.Reporting;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace HealthKit.Hosts;

/// <summary>A service on real Kestrel whose metrics can be scraped.</summary>
internal sealed class MetricsHost : IAsyncDisposable
{
    public const string PlainText = "text/plain; version=0.0.4";
    public const string OpenMetrics = "application/openmetrics-text; version=1.0.0";

    private readonly WebApplication _app;

    private MetricsHost(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Client = new HttpClient { BaseAddress = Address };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Starts a service with the audit and, unless told otherwise, its exposition; scrapes are not served from the exporter's cache.</summary>
    public static async Task<MetricsHost> StartAsync(
        Action<IServiceCollection>? services = null,
        Action<WebApplication>? routes = null,
        Action<HealthAuditBuilder>? audit = null,
        Action<HealthAuditOptions>? options = null,
        Action<IServiceCollection>? before = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        before?.Invoke(builder.Services);
        var added = builder.Services.AddHealthAudit(settings =>
        {
            settings.WarmUp = TimeSpan.Zero;
            settings.DrainDelay = TimeSpan.Zero;
            options?.Invoke(settings);
        });
        (audit ?? (static kit => kit.AddPrometheus()))(added);
        builder.Services.Configure<PrometheusAspNetCoreOptions>(static exporter => exporter.ScrapeResponseCacheDurationMilliseconds = 0);
        services?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapHealthAudit();
        if (app.Services.GetService<MeterProvider>() is not null)
        {
            app.MapPrometheusScrapingEndpoint();
        }

        routes?.Invoke(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new MetricsHost(app);
    }

    /// <summary>A service that feeds all nine families: a cache, a database, and routes that use both.</summary>
    public static Task<MetricsHost> StartShopAsync(PostgresDatabase database, Action<IServiceCollection>? services = null, Action<WebApplication>? routes = null) => StartAsync(
        all =>
        {
            all.AddMemoryCache();
            all.AddNpgsqlDataSource(database.ConnectionString + ";Maximum Pool Size=4");
            services?.Invoke(all);
        },
        app =>
        {
            app.MapGet("/orders/{id}", QueryAsync);
            app.MapPost("/orders", static () => Results.Created());
            routes?.Invoke(app);
        },
        static audit => audit.AddNpgsql().AddPrometheus());

    /// <summary>One look-up in the cache, one round trip to the database; 404 for order 0.</summary>
    public static async Task<IResult> QueryAsync(int id, IMemoryCache cache, NpgsqlDataSource database)
    {
        if (!cache.TryGetValue($"order:{id}", out _))
        {
            cache.Set($"order:{id}", id, TimeSpan.FromMinutes(1));
        }

        await using var command = database.CreateCommand("SELECT 1");
        await command.ExecuteScalarAsync();
        return id == 0 ? Results.NotFound() : Results.Ok();
    }

    public async Task<Scrape> ScrapeAsync(string accept = PlainText, string path = "/metrics")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        Assert.StartsWith(accept.Split(';')[0], response.Content.Headers.ContentType!.ToString(), StringComparison.Ordinal);
        return Scrape.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Scrapes until it holds: requests are counted a moment after their answer, and the audit's gauges follow the first scrape.</summary>
    public async Task<Scrape> ScrapeUntilAsync(Func<Scrape, bool> holds, string what, string accept = PlainText)
    {
        Scrape? last = null;
        await Eventually.TrueAsync(async () => holds(last = await ScrapeAsync(accept)), TimeSpan.FromSeconds(60), what, TestContext.Current.CancellationToken);
        return last!;
    }

    public async Task GetAsync(string path, int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            using var response = await Client.GetAsync(path, TestContext.Current.CancellationToken);
        }
    }

    public async Task<AuditReport> AuditAsync() =>
        Services.GetRequiredService<Auditor>().Audit(await Services.GetRequiredService<EvidenceStore>().CollectAsync(TestContext.Current.CancellationToken));

    public async Task<CheckResult> CheckAsync(string id) => (await AuditAsync()).Checks.Single(check => check.Id == id);

    public async Task<T> EvidenceAsync<T>()
        where T : EvidenceRecord =>
        (await Services.GetRequiredService<EvidenceStore>().CollectAsync(TestContext.Current.CancellationToken)).Find<T>()!;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
