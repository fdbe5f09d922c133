using System.Text.RegularExpressions;
using HealthKit.Checks;
using HealthKit.TestServers;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace HealthKit.Redis.Tests.Remedies;

/// <summary>What docs/caching.md advises compiles, works on a real server, and is what the audit accepts.</summary>
public sealed partial class RemedyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("HybridCache")]
    [InlineData("FusionCache")]
    [InlineData("StackExchange.Redis")]
    public async Task Each_fills_a_key_once_keeps_absence_and_lets_every_key_expire(string with)
    {
        await using var server = await RedisServer.StartAsync(["maxmemory=64mb", "maxmemory-policy=allkeys-lru"], Token);
        await using var multiplexer = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        await using var host = await RedisHost.StartAsync(server.ConnectionString, configure: services => services
            .AddSingleton<ProductStore>()
            .AddSingleton<IConnectionMultiplexer>(multiplexer)
            .AddSingleton<HybridProducts>()
            .AddSingleton<FusionProducts>()
            .AddSingleton<RedisProducts>()
            .AddHybridCache().Services
            .AddFusionCache());
        await host.ReadableAsync();
        var store = host.Services.GetRequiredService<ProductStore>();
        Func<int, Task<Product?>> find = with switch
        {
            "HybridCache" => id => host.Services.GetRequiredService<HybridProducts>().FindAsync(id, Token),
            "FusionCache" => id => host.Services.GetRequiredService<FusionProducts>().FindAsync(id, Token),
            _ => id => host.Services.GetRequiredService<RedisProducts>().FindAsync(id, Token),
        };

        Assert.All(await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => find(7))), product => Assert.Equal(7, product?.Id));
        Assert.Equal(1, store.Asked);
        for (int round = 0; round < 5; round++)
            Assert.Null(await find(9_999));
        Assert.Equal(2, store.Asked);

        host.Time.Advance(TimeSpan.FromMinutes(6));
        var redis = Assert.Single(await host.ServersAsync());
        Assert.Equal((redis.Keys, 0), (redis.KeysWithExpiry, redis.Prefixes.Sum(prefix => prefix.WithoutExpiry)));
        if (with != "StackExchange.Redis")
        {
            var report = await host.AuditAsync();
            Assert.Equal([Outcome.Pass, Outcome.Pass], report.Checks.Where(check => check.Id is "3.6" or "3.7").Select(check => check.Outcome));
        }
    }

    [Theory]
    [InlineData(false, Outcome.Fail)]
    [InlineData(true, Outcome.Pass)]
    public async Task Twenty_parallel_misses_fail_without_a_lock_and_pass_with_one(bool locked, Outcome expected)
    {
        await using var server = await RedisServer.StartAsync(cancellationToken: Token);
        await using var host = await RedisHost.StartAsync(server.ConnectionString);
        var cache = host.Services.GetRequiredService<IDistributedCache>();
        var missed = new CountdownEvent(20);
        using var gate = new SemaphoreSlim(1);
        int fills = 0;

        async Task FillAsync()
        {
            Interlocked.Increment(ref fills);
            await cache.SetStringAsync("best", "sellers", new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(1) }, Token);
        }

        async Task FindAsync()
        {
            if (await cache.GetStringAsync("best", Token) is not null)
                return;
            missed.Signal();
            await Task.Run(() => missed.Wait(Token), Token);
            if (!locked)
            {
                await FillAsync();
                return;
            }

            await gate.WaitAsync(Token);
            try
            {
                if (await cache.GetStringAsync("best", Token) is null)
                    await FillAsync();
            }
            finally
            {
                gate.Release();
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(FindAsync, Token)));
        var check = await host.AuditAsync("3.6");

        Assert.Equal(locked ? 1 : 20, fills);
        Assert.True(check.Outcome == expected, $"{check.Outcome} {check.Observed} {check.Reason}");
    }

    [Fact]
    public async Task Absent_ids_fail_until_their_absence_is_kept()
    {
        await using var server = await RedisServer.StartAsync(cancellationToken: Token);
        await using var host = await RedisHost.StartAsync(server.ConnectionString);
        var cache = host.Services.GetRequiredService<IDistributedCache>();
        await host.BuyAsync(requests: 1, products: 1);
        for (int round = 0; round < 10; round++)
        {
            for (int id = 100; id < 112; id++)
                await cache.GetStringAsync($"product:{id}", Token);
        }

        host.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(Outcome.Fail, (await host.AuditAsync("3.7")).Outcome);

        var shortly = new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = TimeSpan.FromSeconds(30) };
        for (int id = 100; id < 112; id++)
            await cache.SetAsync($"product:{id}", [], shortly, Token);
        var green = await host.AuditAsync("3.7");
        Assert.True(green.Outcome == Outcome.Pass, $"{green.Outcome} {green.Observed} {green.Reason}");
    }

    [Fact]
    public async Task The_page_shows_what_is_tested_here()
    {
        string folder = Path.Combine(RepositoryRoot.Path, "tests", "HealthKit.Redis.Tests", "Remedies");
        string tested = string.Concat(await Task.WhenAll(Directory.GetFiles(folder, "*Products.cs").Select(file => File.ReadAllTextAsync(file, Token))));
        var blocks = CSharpBlock().Matches(await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Path, "docs", "caching.md"), Token));

        Assert.Equal(3, blocks.Count);
        Assert.All(blocks, block => Assert.Contains(Flat(block.Groups[1].Value), Flat(tested), StringComparison.Ordinal));
    }

    private static string Flat(string code) => Space().Replace(code.Replace("internal sealed", "public sealed", StringComparison.Ordinal), " ").Trim();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
