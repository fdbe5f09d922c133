using System.Text.Json;
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

namespace HealthKit.TestHosts;

/// <summary>A service on a real Kestrel with the health audit, without a warm-up. Compiled into each test project that lists this folder, since it looks inside.</summary>
internal abstract class AuditedHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly WebApplication _app;

    protected AuditedHost(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()) };
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public async Task GetAsync(string path, int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            using var response = await Client.GetAsync(path, TestContext.Current.CancellationToken);
            response.EnsureSuccessStatusCode();
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

    public async Task<string> EvidenceJsonAsync()
    {
        var set = await EvidenceAsync();
        var records = set.Records.Select(record => JsonSerializer.Serialize(record, record.GetType()));
        return string.Join('\n', records.Concat(set.Gaps.Select(gap => gap.Reason)));
    }

    /// <summary>Completion is booked after the answer has left.</summary>
    public Task BookedAsync(long requests) => Eventually.TrueAsync(
        async () => (await EvidenceAsync()).Find<HttpEvidence>() is { } http && http.Routes.Sum(static route => route.Requests + route.WarmUp) >= requests,
        Patience,
        "the requests are booked",
        TestContext.Current.CancellationToken);

    /// <summary>Has a background source read, from begin to end after this call: a run may be under way.</summary>
    /// <param name="name">The source's name.</param>
    public async Task ReadAsync(string name)
    {
        var store = Services.GetRequiredService<EvidenceStore>();
        var source = store.Sources.Single(source => source.Name == name);
        for (var run = 0; run < 2; run++)
        {
            var before = store.LastReading(source);
            await Eventually.TrueAsync(
                async () =>
                {
                    await store.RefreshAsync(source, TestContext.Current.CancellationToken);
                    return !ReferenceEquals(store.LastReading(source), before);
                },
                Patience,
                $"{name} is read",
                TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    /// <summary>Has the databases read.</summary>
    public Task ReadDatabasesAsync() => ReadAsync("postgresql.server");

    /// <summary>Starts a service with the packages and routes of a test.</summary>
    protected static async Task<WebApplication> StartAppAsync(
        Action<HealthAuditBuilder> audit, Action<IServiceCollection> services, Action<WebApplication>? routes, (string Key, string Value)[] configuration)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(configuration.Select(pair => new KeyValuePair<string, string?>(pair.Key, pair.Value)));
        builder.Logging.ClearProviders();
        audit(builder.Services.AddHealthAudit(static options => options.WarmUp = TimeSpan.Zero));
        services(builder.Services);
        var app = builder.Build();
        app.MapHealthAudit();
        routes?.Invoke(app);
        await app.StartAsync();
        return app;
    }
}
