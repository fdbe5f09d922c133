using System.Net;
using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.TestServers;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace HealthKit.Redis.Tests;

public class ServerAuditTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_hit_rate_equals_an_independent_count_at_the_api_per_route_and_at_the_server(bool auditFirst)
    {
        await using var server = await RedisServer.StartAsync(cancellationToken: Token);
        await using var host = await RedisHost.StartAsync(server.ConnectionString, auditFirst, TimeSpan.FromMinutes(5));
        await host.ReadableAsync();

        var (hits, misses) = await host.BuyAsync(requests: 1_200, products: 100);
        host.Time.Advance(TimeSpan.FromMinutes(6));
        var check = await host.AuditAsync("3.1");
        host.Time.Advance(TimeSpan.FromMinutes(6));
        await host.AuditAsync();

        Assert.Equal((1_100, 100), (hits, misses));
        var cache = Assert.Single((await host.EvidenceAsync<CacheEvidence>()).Caches);
        var prefix = Assert.Single(cache.Prefixes);
        Assert.Equal(("IDistributedCache (RedisCache)", false), (cache.Name, cache.InProcess));
        Assert.Equal(("product", hits, misses, misses, misses), (prefix.Prefix, prefix.Hits, prefix.Misses, prefix.Fills, prefix.SetsWithExpiry));
        Assert.Equal([new CacheRoute("GET /products/{id}", hits, misses)], cache.Routes);
        var redis = Assert.Single((await host.EvidenceAsync<CacheServerEvidence>()).Servers);
        // The driver itself looks for its tie-break key once, when the application's multiplexer connects.
        Assert.Equal((hits, misses + 1), (redis.KeyspaceHits, redis.KeyspaceMisses));
        Assert.Equal((100, 100, true), (redis.Keys, redis.SampledKeys, redis.SampleIsComplete));
        Assert.Equal("product", Assert.Single(redis.Prefixes).Prefix);
        Assert.Equal(Outcome.Pass, check.Outcome);
    }

    [Fact]
    public async Task Keys_on_the_server_that_begin_with_a_user_do_not_name_the_user()
    {
        // Written backwards, so that the test's own code does not contain it.
        string user = new([.. "enaj-xrag".Reverse()]);
        await using var server = await RedisServer.StartAsync(cancellationToken: Token);
        await using var host = await RedisHost.StartAsync(server.ConnectionString);
        await using var multiplexer = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        var database = multiplexer.GetDatabase();
        for (int key = 0; key < 40; key++)
        {
            await database.StringSetAsync($"{user}:basket:{key}", "a");
            await database.StringSetAsync($"parcel:{key}", "a", TimeSpan.FromMinutes(5));
        }

        var read = await host.ServersAsync();
        Assert.Equal([("(name):basket", 40L, 40L), ("parcel", 40L, 0L)], read[0].Prefixes.Select(static prefix => (prefix.Prefix, prefix.Keys, prefix.WithoutExpiry)));
        var check = await host.AuditAsync("3.2");
        Assert.Equal(Outcome.Fail, check.Outcome);
        Assert.DoesNotContain(user, System.Text.Json.JsonSerializer.Serialize(check), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hybrid_cache_on_redis_is_counted_once_and_its_second_level_not_at_all()
    {
        await using var server = await RedisServer.StartAsync(cancellationToken: Token);
        await using var host = await RedisHost.StartAsync(server.ConnectionString, auditFirst: true, configure: static services => services.AddHybridCache());
        var hybrid = host.Services.GetRequiredService<HybridCache>();
        int fills = 0;
        for (int round = 0; round < 200; round++)
            await hybrid.GetOrCreateAsync($"price:{round % 20}", _ => ValueTask.FromResult(++fills), tags: ["prices"], cancellationToken: Token);

        var evidence = await host.EvidenceAsync<CacheEvidence>();
        Assert.Equal(20, fills);
        Assert.Equal([("HybridCache (DefaultHybridCache)", 200L)], evidence.Caches.Where(cache => cache.Lookups > 0).Select(cache => (cache.Name, cache.Lookups)));
        Assert.Contains("shop:price:0", await server.ExecuteAsync("KEYS", "*"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_without_expiry_fail_until_they_have_one_and_stores_are_let_be()
    {
        await using var server = await RedisServer.StartAsync(cancellationToken: Token);
        await server.ExecuteAsync("EVAL", "for i = 1, 150 do redis.call('HSET', 'shop:product:' .. i, 'data', 'x') end", "0");
        await server.ExecuteAsync("RPUSH", "DataProtection-Keys", "<key/>");
        await server.ExecuteAsync("XADD", "events", "*", "a", "1");
        await server.ExecuteAsync("SET", "lock:checkout", "1");
        await server.ExecuteAsync("SET", "flags:beta", "1");
        await using var host = await RedisHost.StartAsync(server.ConnectionString, audit: static options => options.NotCachePrefixes.Add("flags:"));
        await host.ReadableAsync();

        var red = await host.AuditAsync("3.2");
        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Equal("product on redis", Assert.Single(red.Offenders).Subject);

        await server.ExecuteAsync("EVAL", "for i = 1, 150 do redis.call('EXPIRE', 'shop:product:' .. i, 600) end", "0");
        host.Time.Advance(TimeSpan.FromMinutes(6));
        var green = await host.AuditAsync("3.2");
        Assert.True(green.Outcome == Outcome.Pass, $"{green.Observed} {green.Reason}");
        Assert.Equal(
            [("DataProtection-Keys", "key ring"), ("events", "stream"), ("flags", "declared"), ("lock", "lock")],
            (await host.EvidenceAsync<CacheServerEvidence>()).Servers[0].Prefixes.Where(prefix => prefix.NotCacheBecause is not null).Select(prefix => (prefix.Prefix, prefix.NotCacheBecause!)).Order());
    }

    [Fact]
    public async Task Memory_limit_and_eviction_policy_fail_until_set()
    {
        await using var server = await RedisServer.StartAsync(["maxmemory=0", "maxmemory-policy=noeviction"], Token);
        await using var host = await RedisHost.StartAsync(server.ConnectionString);
        await host.ReadableAsync();
        Assert.Equal((Outcome.Fail, Outcome.Fail), ((await host.AuditAsync("3.3")).Outcome, (await host.AuditAsync("3.4")).Outcome));

        await server.ExecuteAsync("CONFIG", "SET", "maxmemory", "64mb");
        await server.ExecuteAsync("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
        Assert.Equal((Outcome.Pass, Outcome.Pass), ((await host.AuditAsync("3.3")).Outcome, (await host.AuditAsync("3.4")).Outcome));
    }

    [Fact]
    public async Task A_user_without_rights_leaves_checks_unknown_with_the_rule_that_decides_them()
    {
        await using var server = await RedisServer.StartAsync(["maxmemory=64mb", "maxmemory-policy=allkeys-lru"], Token);
        await server.ExecuteAsync("ACL", "SETUSER", "shop", "on", ">s3cr3t-of-shop", "~*", "+@all", "-info", "-scan");
        await using var host = await RedisHost.StartAsync($"{server.Endpoint},user=shop,password=s3cr3t-of-shop");
        await Eventually.TrueAsync(
            async () => (await host.AuditAsync("3.3")).Reason?.Contains("+info", StringComparison.Ordinal) == true, TimeSpan.FromSeconds(15), "INFO is refused", Token);

        foreach (var id in (string[])["3.3", "3.4"])
        {
            var blind = await host.AuditAsync(id);
            Assert.Equal(Outcome.Unknown, blind.Outcome);
            Assert.Contains("ACL SETUSER shop +info", blind.Reason, StringComparison.Ordinal);
        }

        await server.ExecuteAsync("ACL", "SETUSER", "shop", "+info");
        await server.ExecuteAsync("SET", "shop:product:1", "x");
        Assert.Equal((Outcome.Pass, Outcome.Pass), ((await host.AuditAsync("3.3")).Outcome, (await host.AuditAsync("3.4")).Outcome));
        var sample = await host.AuditAsync("3.2");
        Assert.Equal(Outcome.Unknown, sample.Outcome);
        Assert.Contains("ACL SETUSER shop +scan", sample.Reason, StringComparison.Ordinal);

        await server.ExecuteAsync("ACL", "SETUSER", "shop", "+scan");
        Assert.Equal(Outcome.Fail, (await host.AuditAsync("3.2")).Outcome);
    }

    [Theory]
    [InlineData("info", "3.3,3.4,3.8")]
    [InlineData("scan", "3.2,3.5")]
    [InlineData("ttl", "3.2")]
    [InlineData("type", "3.2,3.5")]
    public async Task Each_refused_command_leaves_exactly_its_checks_unknown_and_names_the_rule(string command, string blind)
    {
        await using var server = await RedisServer.StartAsync(["maxmemory=64mb", "maxmemory-policy=allkeys-lru"], Token);
        await server.ExecuteAsync("EVAL", "for i = 1, 200 do redis.call('HSET', 'shop:product:' .. i, 'd', 'x') redis.call('EXPIRE', 'shop:product:' .. i, 600) redis.call('SET', 'shop:price:' .. i, 'x', 'EX', 600) end", "0");
        // One key without expiry, so that the server's totals alone cannot tell; as a list it needs none.
        await server.ExecuteAsync("RPUSH", "jobs", "1");
        await server.ExecuteAsync("ACL", "SETUSER", "shop", "on", ">s3cr3t-of-shop", "~*", "+@all", $"-{command}");
        await using var host = await RedisHost.StartAsync($"{server.Endpoint},user=shop,password=s3cr3t-of-shop");
        await Eventually.TrueAsync(async () => (await host.ServersAsync()) is [{ Unreadable: null or not "It does not answer." }], TimeSpan.FromSeconds(15), "the server is asked", Token);
        host.Time.Advance(TimeSpan.FromMinutes(6));

        var report = await host.AuditAsync();
        foreach (var check in report.Checks.Where(check => check.Id is "3.2" or "3.3" or "3.4" or "3.5" or "3.8"))
        {
            bool isBlind = blind.Split(',').Contains(check.Id);
            Assert.True(check.Outcome == (isBlind ? Outcome.Unknown : Outcome.Pass), $"-{command}: {check.Id} {check.Outcome} {check.Observed} {check.Reason}");
            Assert.True(!isBlind || check.Reason!.Contains($"ACL SETUSER shop +{command}", StringComparison.Ordinal), $"-{command}: {check.Id} {check.Reason}");
        }

        Assert.DoesNotContain("s3cr3t-of-shop", await host.DocumentAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("noeviction", Outcome.Fail)]
    [InlineData("allkeys-random", Outcome.Warn)]
    [InlineData("volatile-random", Outcome.Warn)]
    [InlineData("volatile-ttl", Outcome.Warn)]
    [InlineData("allkeys-lru", Outcome.Pass)]
    [InlineData("allkeys-lfu", Outcome.Pass)]
    [InlineData("volatile-lfu", Outcome.Warn)]
    [InlineData("volatile-lru", Outcome.Warn)]
    public async Task Every_policy_is_judged_and_a_volatile_one_passes_once_all_keys_expire(string policy, Outcome expected)
    {
        await using var server = await RedisServer.StartAsync(["maxmemory=64mb", $"maxmemory-policy={policy}"], Token);
        await server.ExecuteAsync("EVAL", "for i = 1, 100 do redis.call('SET', 'product:' .. i, 'x') end", "0");
        await using var host = await RedisHost.StartAsync(server.ConnectionString);
        await host.ReadableAsync();
        var red = await host.AuditAsync("3.3");
        Assert.True(red.Outcome == expected, $"{red.Outcome} {red.Observed} {red.Reason}");

        await server.ExecuteAsync("EVAL", "for i = 1, 100 do redis.call('EXPIRE', 'product:' .. i, 600) end", "0");
        host.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(policy is "volatile-lru" or "volatile-lfu" ? Outcome.Pass : expected, (await host.AuditAsync("3.3")).Outcome);
    }

    [Fact]
    public async Task Evictions_under_pressure_fail_and_a_restart_in_mid_run_begins_anew()
    {
        await using var server = await RedisServer.StartAsync(["maxmemory=4mb", "maxmemory-policy=allkeys-lru"], Token);
        await using var host = await RedisHost.StartAsync(server.ConnectionString);
        await host.ReadableAsync();
        host.Time.Advance(TimeSpan.FromMinutes(10));
        await host.AuditAsync();
        await server.ExecuteAsync("EVAL", "for i = 1, 4000 do redis.call('SET', 'product:' .. i, string.rep('x', 2000), 'EX', 600) end", "0");
        host.Time.Advance(TimeSpan.FromMinutes(6));

        // A reading that was under way while the keys came knows only some of the evictions.
        var red = await host.AuditAsync("3.8");
        await Eventually.TrueAsync(
            async () => (red = await host.AuditAsync("3.8")).Outcome == Outcome.Fail, TimeSpan.FromSeconds(20), $"{red.Outcome} {red.Observed} {red.Reason}", Token);
        Assert.StartsWith("CONFIG SET maxmemory ", red.Remedy, StringComparison.Ordinal);
        Assert.True((await host.ServersAsync())[0].EvictedKeys > 1_000);

        await server.ShutDownAsync(Token);
        await server.RestartAsync(Token);
        await host.ReadableAsync();
        await server.ExecuteAsync("SET", "product:1", "x", "EX", "600");
        host.Time.Advance(TimeSpan.FromMinutes(6));
        await host.AuditAsync();
        var green = await host.AuditAsync("3.8");
        Assert.True(green.Outcome == Outcome.Pass, $"{green.Outcome} {green.Observed} {green.Reason}");
        Assert.InRange((await host.ServersAsync())[0].KeyspaceMisses ?? -1, 0, 50);
    }

    [Fact]
    public async Task A_stalled_server_leaves_its_checks_unknown_the_host_quick_and_ready_degraded()
    {
        await using var server = await RedisServer.StartAsync(["maxmemory=64mb", "maxmemory-policy=allkeys-lru"], Token);
        await using var host = await RedisHost.StartAsync(server.ConnectionString, audit: static options => options.Timeout = TimeSpan.FromSeconds(1));
        await host.ReadableAsync();

        await server.FreezeAsync(Token);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var stalled = await host.AuditAsync("3.3");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(8), $"{watch.Elapsed}");
        Assert.Equal(Outcome.Unknown, stalled.Outcome);
        Assert.Equal("Degraded", (await ReadyAsync(host)).Word);
        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync(new Uri("/health/live", UriKind.Relative), Token)).StatusCode);

        await server.ContinueAsync(Token);
        await host.ReadableAsync();
        Assert.Equal(Outcome.Pass, (await host.AuditAsync("3.3")).Outcome);
    }

    [Fact]
    public async Task Two_entities_under_one_prefix_fail_with_both_types_until_apart_and_look_alikes_do_not()
    {
        await using var server = await RedisServer.StartAsync(cancellationToken: Token);
        const string Fill = "for i = 1, 300 do redis.call('HSET', 'p:/products/' .. i .. '?ref=mail', 'd', 'x') redis.call('SET', 'shop:price:' .. i, 'x') redis.call('HSET', 'shop:cart:' .. i, 'a', '1') redis.call('HSET', 'user:' .. i, 'a', '1') redis.call('SADD', 'user:' .. i .. ':orders', '1') end redis.call('SADD', 'user:all', '1')";
        await server.ExecuteAsync("EVAL", Fill, "0");
        await server.ExecuteAsync("RPUSH", "p:7", "3");
        await using var host = await RedisHost.StartAsync(server.ConnectionString);
        await host.ReadableAsync();

        var red = await host.AuditAsync("3.5");
        Assert.Equal(Outcome.Fail, red.Outcome);
        var offender = Assert.Single(red.Offenders);
        Assert.Equal("p on redis", offender.Subject);
        Assert.Contains("hash and list", offender.Observed, StringComparison.Ordinal);

        await server.ExecuteAsync("RENAME", "p:7", "history:7");
        host.Time.Advance(TimeSpan.FromMinutes(6));
        var green = await host.AuditAsync("3.5");
        Assert.True(green.Outcome == Outcome.Pass, $"{green.Outcome} {green.Observed} {green.Reason}");
        Assert.Equal(["cart", "p", "price", "user"], (await host.ServersAsync())[0].Prefixes.Where(prefix => prefix.NotCacheBecause is null).Select(prefix => prefix.Prefix).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_killed_server_leaves_the_host_serving_its_checks_unknown_and_ready_degraded_until_it_is_back()
    {
        await using var server = await RedisServer.StartAsync(["maxmemory=64mb", "maxmemory-policy=allkeys-lru"], Token);
        await using var host = await RedisHost.StartAsync(server.ConnectionString, audit: static options => options.Timeout = TimeSpan.FromSeconds(1));
        await host.ReadableAsync();
        Assert.Equal(Outcome.Pass, (await host.AuditAsync("3.3")).Outcome);
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await ReadyAsync(host));

        await server.KillAsync(Token);
        await Eventually.TrueAsync(async () => (await ReadyAsync(host)).Word == "Degraded", TimeSpan.FromSeconds(15), "ready is degraded", Token);
        Assert.Equal(HttpStatusCode.OK, (await ReadyAsync(host)).Status);
        var dead = await host.AuditAsync();
        Assert.All(dead.Checks.Where(check => check.Id is "3.3" or "3.8"), check => Assert.Equal(Outcome.Unknown, check.Outcome));
        Assert.Contains("does not answer", dead.Checks.Single(check => check.Id == "3.3").Reason, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync(new Uri("/health/live", UriKind.Relative), Token)).StatusCode);

        await server.RestartAsync(Token);
        await Eventually.TrueAsync(async () => (await ReadyAsync(host)).Word == "Healthy", TimeSpan.FromSeconds(20), "ready is healthy", Token);
        await host.ReadableAsync();
        Assert.Equal(Outcome.Pass, (await host.AuditAsync("3.3")).Outcome);
    }

    [Fact]
    public async Task A_server_that_is_down_at_the_start_does_not_slow_the_host()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await using var host = await RedisHost.StartAsync("127.0.0.1:1,password=s3cr3t-word", audit: static options => options.Timeout = TimeSpan.FromSeconds(1));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5));
        var check = await host.AuditAsync("3.3");
        Assert.Equal(Outcome.Unknown, check.Outcome);
        Assert.Contains("does not answer", check.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t-word", await host.DocumentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Addresses_and_passwords_never_enter_the_evidence_and_one_connection_is_all()
    {
        await using var server = await RedisServer.StartAsync(["requirepass=s3cr3t-of-all"], Token);
        await using var host = await RedisHost.StartAsync($"{server.Endpoint},password=s3cr3t-of-all,connectTimeout=900", configure: services =>
            services.AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect($"{server.Endpoint},password=s3cr3t-of-all,connectTimeout=900")));
        await host.ReadableAsync();
        await host.BuyAsync(requests: 20, products: 20);
        await host.AuditAsync();

        var document = await host.DocumentAsync();
        Assert.DoesNotContain("s3cr3t-of-all", document, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Endpoint, document, StringComparison.Ordinal);
        Assert.DoesNotContain("product:", document, StringComparison.Ordinal);
        var client = Assert.Single((await host.EvidenceAsync<CacheClientEvidence>()).Clients);
        Assert.Equal((TimeSpan.FromMilliseconds(900), TimeoutSetting.Explicit, TimeoutSetting.Default), (client.ConnectTimeout, client.ConnectTimeoutSetting, client.SyncTimeoutSetting));
        await using var admin = await ConnectionMultiplexer.ConnectAsync($"{server.Endpoint},password=s3cr3t-of-all,allowAdmin=true");
        var clients = (string)(await admin.GetServers()[0].ExecuteAsync("CLIENT", "LIST"))!;
        Assert.Single(clients.Split('\n'), line => line.Contains("name=healthkit ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Commands_past_the_cache_interfaces_are_a_blind_spot()
    {
        await using var server = await RedisServer.StartAsync(cancellationToken: Token);
        await using var multiplexer = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        await using var host = await RedisHost.StartAsync(server.ConnectionString, configure: services => services.AddSingleton<IConnectionMultiplexer>(multiplexer));
        await host.ReadableAsync();
        Assert.Empty((await host.EvidenceAsync<CacheEvidence>()).ServerOnly);

        for (int round = 0; round < 200; round++)
            await multiplexer.GetDatabase().StringGetAsync("raw:1");
        var spot = Assert.Single((await host.EvidenceAsync<CacheEvidence>()).ServerOnly);
        Assert.Contains("IDatabase", spot.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_out_of_range_stop_the_start_and_show_no_password()
    {
        var services = new ServiceCollection();
        services.AddHealthAudit().AddRedis(static options => (options.Interval, options.ConnectionString) = (TimeSpan.FromSeconds(1), ",password=s3cr3t"));
        using var provider = services.BuildServiceProvider();

        var exception = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptions<RedisAuditOptions>>().Value);
        Assert.Contains("HealthAudit:Redis:Interval: 00:00:01 is outside the allowed range 00:00:05 to 00:10:00 (hh:mm:ss; a number alone is days).", exception.Message, StringComparison.Ordinal);
        Assert.Contains("HealthAudit:Redis:ConnectionString", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", exception.Message, StringComparison.Ordinal);
    }

    private static async Task<(HttpStatusCode Status, string Word)> ReadyAsync(RedisHost host)
    {
        using var response = await host.Client.GetAsync(new Uri("/health/ready", UriKind.Relative), Token);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Token));
    }
}
