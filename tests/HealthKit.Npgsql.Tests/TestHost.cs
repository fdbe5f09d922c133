using System.Text.Json;
using HealthKit.Evidence;
using HealthKit.Npgsql.Databases;
using HealthKit.Reporting;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HealthKit.Npgsql.Tests;

/// <summary>A service on a real Kestrel with the audit of PostgreSQL, without a warm-up.</summary>
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
        Action<IServiceCollection> services, Action<WebApplication>? routes = null, Action<NpgsqlAuditOptions>? options = null, params (string Key, string Value)[] configuration)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(configuration.Select(pair => new KeyValuePair<string, string?>(pair.Key, pair.Value)));
        builder.Logging.ClearProviders();
        builder.Services.AddHealthAudit(audit => audit.WarmUp = TimeSpan.Zero).AddNpgsql(options ?? (static _ => { }));
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
            using var response = await Client.GetAsync(path);
            response.EnsureSuccessStatusCode();
        }
    }

    /// <summary>Has the databases read, from begin to end after this call: a run of the background may be under way.</summary>
    public async Task ReadDatabasesAsync()
    {
        var store = Services.GetRequiredService<EvidenceStore>();
        var source = store.Sources.OfType<DatabaseSource>().Single();
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
                "the databases are read",
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

    public async Task<string> EvidenceJsonAsync()
    {
        var set = await EvidenceAsync();
        var records = set.Records.Select(record => JsonSerializer.Serialize(record, record.GetType()));
        return string.Join('\n', records.Concat(set.Gaps.Select(gap => gap.Reason)));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
