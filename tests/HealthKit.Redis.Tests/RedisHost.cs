using System.Text;
using HealthKit.Evidence;
using HealthKit.Redis.Servers;
using HealthKit.Reporting;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace HealthKit.Redis.Tests;

/// <summary>A small shop on Kestrel that caches products in Redis, and its audit. Its clock stands still unless a test moves it.</summary>
internal sealed class RedisHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RedisHost(WebApplication app, FakeTimeProvider time) => (_app, Time, Client) = (app, time, new HttpClient { BaseAddress = new Uri(app.Urls.First()) });

    public FakeTimeProvider Time { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<RedisHost> StartAsync(string connectionString, bool auditFirst = false, TimeSpan? expiry = null, Action<IServiceCollection>? configure = null, Action<RedisAuditOptions>? audit = null, bool frameworkCache = true)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(time);
        if (auditFirst)
            builder.Services.AddHealthAudit(static options => options.DrainDelay = TimeSpan.Zero).AddRedis(audit ?? (static _ => { }));
        if (frameworkCache)
            builder.Services.AddStackExchangeRedisCache(options => (options.Configuration, options.InstanceName) = (connectionString, "shop:"));
        configure?.Invoke(builder.Services);
        if (!auditFirst)
            builder.Services.AddHealthAudit(static options => options.DrainDelay = TimeSpan.Zero).AddRedis(audit ?? (static _ => { }));

        var app = builder.Build();
        app.MapGet("/products/{id}", async (string id, [FromServices] IDistributedCache cache, CancellationToken token) =>
        {
            var known = await cache.GetStringAsync($"product:{id}", token);
            if (known is null)
                await cache.SetStringAsync($"product:{id}", "a product", new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = expiry }, token);
            return known is null ? "miss" : "hit";
        });
        app.MapHealthAudit();
        await app.StartAsync(Token);
        return new RedisHost(app, time);
    }

    public async Task<(long Hits, long Misses)> BuyAsync(int requests, int products)
    {
        var answers = new List<string>();
        for (int request = 0; request < requests; request++)
            answers.Add(await Client.GetStringAsync($"/products/{request % products}", Token));
        return (answers.Count(answer => answer == "hit"), answers.Count(answer => answer == "miss"));
    }

    /// <summary>Reads the servers anew and audits.</summary>
    public async Task<AuditReport> AuditAsync()
    {
        var store = Services.GetRequiredService<EvidenceStore>();
        await store.RefreshAsync(store.Sources.OfType<RedisServerSource>().Single(), Token);
        return await Services.GetRequiredService<Auditor>().AuditAsync(store, Token);
    }

    /// <summary>The servers as they were read last.</summary>
    public async Task<IReadOnlyList<CacheServer>> ServersAsync()
    {
        await AuditAsync();
        return (await EvidenceAsync<CacheServerEvidence>()).Servers;
    }

    public async Task<CheckResult> AuditAsync(string check) => (await AuditAsync()).Checks.Single(result => result.Id == check);

    /// <summary>The evidence of one kind as it stands.</summary>
    public async Task<T> EvidenceAsync<T>()
        where T : EvidenceRecord => (await Services.GetRequiredService<EvidenceStore>().CollectAsync(Token)).Find<T>()!;

    /// <summary>All evidence as the document that leaves the process.</summary>
    public async Task<string> DocumentAsync()
    {
        using var stream = new MemoryStream();
        EvidenceDocument.Write(await Services.GetRequiredService<EvidenceStore>().CollectAsync(Token), stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Waits until the servers are connected and read.</summary>
    public Task ReadableAsync() => Eventually.TrueAsync(
        async () =>
        {
            await AuditAsync();
            return await EvidenceAsync<CacheServerEvidence>() is { Servers: [{ Unreadable: null }, ..] };
        },
        TimeSpan.FromSeconds(15),
        "the server is read",
        Token);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
