using HealthKit.EntityFrameworkCore.Migrations;
using HealthKit.Evidence;
using HealthKit.Reporting;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HealthKit.EntityFrameworkCore.Tests;

/// <summary>A service on a real Kestrel with the audit of Entity Framework Core, without a warm-up.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestHost(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()) };
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<TestHost> StartAsync(
        Action<IServiceCollection> services, Action<WebApplication>? routes = null, bool npgsql = true, params (string Key, string Value)[] configuration)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(configuration.Select(pair => new KeyValuePair<string, string?>(pair.Key, pair.Value)));
        builder.Logging.ClearProviders();
        var audit = builder.Services.AddHealthAudit(static options => options.WarmUp = TimeSpan.Zero).AddEntityFrameworkCore();
        if (npgsql)
        {
            audit.AddNpgsql();
        }

        services(builder.Services);
        var app = builder.Build();
        app.MapHealthAudit();
        routes?.Invoke(app);
        await app.StartAsync();
        return new TestHost(app);
    }

    public async Task GetAsync(string path, int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            using var response = await Client.GetAsync(path, TestContext.Current.CancellationToken);
            response.EnsureSuccessStatusCode();
        }
    }

    /// <summary>Has the migrations read, from begin to end after this call.</summary>
    public async Task ReadMigrationsAsync()
    {
        var store = Services.GetRequiredService<EvidenceStore>();
        var source = store.Sources.OfType<MigrationSource>().Single();
        for (var run = 0; run < 2; run++)
        {
            var before = store.LastReading(source);
            await Eventually.TrueAsync(
                async () =>
                {
                    await store.RefreshAsync(source, TestContext.Current.CancellationToken);
                    return !ReferenceEquals(store.LastReading(source), before);
                },
                TimeSpan.FromSeconds(60),
                "the migrations are read",
                TestContext.Current.CancellationToken);
        }
    }

    public async Task<EvidenceSet> EvidenceAsync() => await Services.GetRequiredService<EvidenceStore>().CollectAsync(TestContext.Current.CancellationToken);

    public async Task<T> EvidenceAsync<T>()
        where T : EvidenceRecord => (await EvidenceAsync()).Find<T>() ?? throw new InvalidOperationException($"No {typeof(T).Name}.");

    public async Task<CheckResult> CheckAsync(string id)
    {
        var report = Services.GetRequiredService<Auditor>().Audit(await EvidenceAsync());
        return report.Checks.Single(check => check.Id == id);
    }

    /// <summary>Completion is booked after the answer has left.</summary>
    public Task BookedAsync(long requests) => Eventually.TrueAsync(
        async () => (await EvidenceAsync()).Find<HttpEvidence>() is { } http && http.Routes.Sum(static route => route.Requests + route.WarmUp) >= requests,
        TimeSpan.FromSeconds(20),
        "the requests are booked",
        TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
