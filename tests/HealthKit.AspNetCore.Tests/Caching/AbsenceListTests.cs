using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Signals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace HealthKit.AspNetCore.Tests.Caching;

/// <summary>Look-ups whose miss is the answer, on Kestrel: revoked tokens, keys of idempotent requests; and those whose miss costs a question to somebody slower.</summary>
public class AbsenceListTests
{
    private static readonly DistributedCacheEntryOptions Lifetime = new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(10) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Revoked_tokens_are_looked_up_in_vain_for_nothing_and_unknown_products_are_not()
    {
        await using var app = await StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        for (int round = 0; round < 5; round++)
        {
            for (int id = 0; id < 40; id++)
                await client.GetStringAsync(new Uri($"/orders/{id}", UriKind.Relative), Token);
        }

        await client.GetStringAsync(new Uri("/products/1", UriKind.Relative), Token);
        var revoked = await PrefixAsync(app, "revoked");
        Assert.Equal((200L, 200L, 0L, 40L), (revoked.Misses, revoked.MissesWithoutCost, revoked.Fills, revoked.RepeatedlyAbsentKeys));
        var alone = await JudgeAsync(app);
        Assert.Equal(Outcome.Unknown, alone.Outcome);
        Assert.Contains("Left out, since nothing is stored or asked after a miss: revoked in IDistributedCache", $"{alone.Observed}", StringComparison.Ordinal);

        // What does not exist is asked for again, and the database with it.
        for (int round = 0; round < 5; round++)
        {
            for (int id = 1_000; id < 1_040; id++)
                await client.GetStringAsync(new Uri($"/products/{id}", UriKind.Relative), Token);
        }

        var product = await PrefixAsync(app, "product");
        Assert.Equal((201L, 0L, 1L), (product.Misses, product.MissesWithoutCost, product.Fills));
        var red = await JudgeAsync(app);
        Assert.Equal((Outcome.Fail, "product in IDistributedCache (MemoryDistributedCache)"), (red.Outcome, Assert.Single(red.Offenders).Subject));
    }

    [Theory]
    [InlineData("database")]
    [InlineData("http")]
    [InlineData("level")]
    [InlineData("refused")]
    public async Task A_cache_that_nothing_fills_is_not_taken_for_a_list(string cost)
    {
        await using var app = await StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        for (int round = 0; round < 5; round++)
        {
            for (int id = 0; id < 30; id++)
                (await client.GetAsync(new Uri($"/unfilled/{id}?cost={cost}", UriKind.Relative), Token)).Dispose();
        }

        var price = await PrefixAsync(app, "price");
        Assert.Equal((150L, 0L, 0L), (price.Misses, price.MissesWithoutCost, price.Fills));
        var check = await JudgeAsync(app);
        Assert.Equal((Outcome.Unknown, Doubt.Blind), (check.Outcome, check.Doubt));
        Assert.Contains("exempt the prefix price", check.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_of_idempotent_writes_do_not_spoil_the_hit_rate_of_what_is_read()
    {
        await using var app = await StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        for (int request = 0; request < 1_100; request++)
            await client.GetStringAsync(new Uri($"/products/{request % 20}", UriKind.Relative), Token);
        for (int request = 0; request < 1_100; request++)
            (await client.PostAsync(new Uri($"/payments/{request}", UriKind.Relative), null, Token)).EnsureSuccessStatusCode();

        var payment = await PrefixAsync(app, "payment");
        Assert.Equal((1_100L, 1_100L, 1_100L), (payment.Misses, payment.MissesOfWrites, payment.Fills));
        Assert.Equal(0L, payment.LookupsOfReadRequests);
        var product = await PrefixAsync(app, "product");
        Assert.Equal((0L, 0L, 1_100L), (product.HitsOfWrites, product.MissesOfWrites, product.LookupsOfReadRequests));
        var verdict = await JudgeAsync(app, Checklist.CacheHitRate);
        Assert.True(verdict.Outcome == Outcome.Pass, $"{verdict.Outcome} {verdict.Observed} {verdict.Reason}");

        // A read with a key of its own for each request is what the check is there for.
        for (int request = 0; request < 1_100; request++)
            await client.GetStringAsync(new Uri($"/products/{request + 10_000}?exists=true", UriKind.Relative), Token);
        Assert.NotEqual(Outcome.Pass, (await JudgeAsync(app, Checklist.CacheHitRate)).Outcome);
    }

    private static async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(DateTimeOffset.UtcNow));
        builder.Services.AddDistributedMemoryCache(static options => options.SizeLimit = 100_000_000).AddMemoryCache().AddHttpClient();
        builder.Services.AddHealthAudit(static options => options.DrainDelay = TimeSpan.Zero);
        var app = builder.Build();
        app.MapGet("/other", static () => "there");
        app.MapGet("/orders/{id}", static async (string id, [FromServices] IDistributedCache cache, CancellationToken token) =>
            await cache.GetAsync($"revoked:{id}", token) is null ? Results.Ok("orders") : Results.Unauthorized());
        app.MapGet("/products/{id:int}", static async (int id, bool? exists, [FromServices] IDistributedCache cache, CancellationToken token) =>
        {
            if (await cache.GetAsync($"product:{id}", token) is not null)
                return "hit";
            RequestScope.Current!.CountRoundTrip();
            if (id < 1_000 || exists == true)
                await cache.SetAsync($"product:{id}", [1], Lifetime, token);
            return "miss";
        });
        app.MapGet("/unfilled/{id}", static async (string id, string cost, [FromServices] IDistributedCache cache, [FromServices] IMemoryCache other, HttpContext context, IHttpClientFactory clients, CancellationToken token) =>
        {
            if (await cache.GetAsync($"price:{id}", token) is not null)
                return "hit";
            if (cost == "database")
                RequestScope.Current!.CountRoundTrip();
            else if (cost == "level")
                other.TryGetValue($"second:{id}", out _);
            else if (cost == "refused")
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
            else
                await clients.CreateClient().GetStringAsync(new Uri($"http://{context.Request.Host}/other"), token);
            return "miss";
        });
        app.MapPost("/payments/{key}", static async (string key, [FromServices] IDistributedCache cache, CancellationToken token) =>
        {
            if (await cache.GetAsync($"payment:{key}", token) is null)
                await cache.SetAsync($"payment:{key}", [1], Lifetime, token);
        });
        await app.StartAsync(Token);
        return app;
    }

    private static async Task<CachePrefix> PrefixAsync(WebApplication app, string prefix)
    {
        // A miss has settled as vain once it is some seconds old.
        ((FakeTimeProvider)app.Services.GetRequiredService<TimeProvider>()).Advance(TimeSpan.FromSeconds(6));
        return (await CacheHosts.ReadAsync(app.Services)).Caches.SelectMany(static cache => cache.Prefixes).Single(known => known.Prefix == prefix);
    }

    private static async Task<Verdict> JudgeAsync(WebApplication app, Check? check = null)
    {
        var evidence = await app.Services.GetRequiredService<EvidenceStore>().CollectAsync(Token);

        // Drivers that other tests of this process load are none of this host's.
        var inventory = evidence.Find<InventoryEvidence>()! with { DatabaseDrivers = [], UnseenDrivers = [], DataSources = [], CacheClients = [] };
        return (check ?? Checklist.NegativeCaching).Decide(new EvidenceSet(inventory.ObservedAt, [await CacheHosts.ReadAsync(app.Services), inventory]), null);
    }
}
