using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.TestServers;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace HealthKit.Redis.Tests;

/// <summary>Hosts that use several Redis servers, or several ways to one.</summary>
public class SeveralServersTests
{
    private static readonly string[] Bounded = ["maxmemory=64mb", "maxmemory-policy=allkeys-lru"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_account_of_the_audit_reads_its_own_server_and_hides_no_other()
    {
        await using var cache = await RedisServer.StartAsync(Bounded, Token);
        await using var carts = await RedisServer.StartAsync(["maxmemory=0", "maxmemory-policy=noeviction"], Token);
        await cache.ExecuteAsync("ACL", "SETUSER", "shop", "on", ">s3cr3t-of-shop", "~*", "&*", "+@all", "-info", "-scan");
        await cache.ExecuteAsync("ACL", "SETUSER", "audit", "on", ">s3cr3t-of-audit", "~*", "+@all");
        await carts.ExecuteAsync("EVAL", "for i = 1, 150 do redis.call('SET', 'cart:' .. i, 'x') end", "0");
        await using var multiplexer = await ConnectionMultiplexer.ConnectAsync(carts.ConnectionString);
        await using var host = await RedisHost.StartAsync(
            $"{cache.Endpoint},user=shop,password=s3cr3t-of-shop",
            configure: services => services.AddSingleton<IConnectionMultiplexer>(multiplexer),
            audit: options => options.ConnectionString = $"{cache.Endpoint.Replace("127.0.0.1", "localhost", StringComparison.Ordinal)},user=audit,password=s3cr3t-of-audit");
        await Eventually.TrueAsync(async () => (await host.ServersAsync()) is [{ Unreadable: null }, { Unreadable: null }], TimeSpan.FromSeconds(30), "both servers are read", Token);

        var red = await host.AuditAsync();
        Assert.All(red.Checks.Where(static check => check.Id is "3.2" or "3.3" or "3.4"), static check => Assert.Equal(Outcome.Fail, check.Outcome));
        Assert.Equal("redis", Assert.Single(red.Checks.Single(static check => check.Id == "3.3").Offenders).Subject);

        await carts.ExecuteAsync("CONFIG", "SET", "maxmemory", "64mb");
        await carts.ExecuteAsync("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
        await carts.ExecuteAsync("EVAL", "for i = 1, 150 do redis.call('EXPIRE', 'cart:' .. i, 600) end", "0");
        host.Time.Advance(TimeSpan.FromMinutes(6));
        await host.BuyAsync(requests: 10, products: 10);
        var green = await host.AuditAsync();
        Assert.Equal((Outcome.Pass, Outcome.Pass), (green.Checks.Single(static check => check.Id == "3.3").Outcome, green.Checks.Single(static check => check.Id == "3.4").Outcome));
        Assert.Equal(["redis", "redis of IDistributedCache"], (await host.ServersAsync()).Select(static server => server.Name).Order(StringComparer.Ordinal));
        Assert.Equal(2, (await host.EvidenceAsync<CacheClientEvidence>()).Clients.Count);
        Assert.DoesNotContain("s3cr3t", await host.DocumentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_only_the_option_names_is_read_beside_those_that_are_found()
    {
        await using var cache = await RedisServer.StartAsync(Bounded, Token);
        await using var hidden = await RedisServer.StartAsync(["maxmemory=0", "maxmemory-policy=noeviction"], Token);
        await using var host = await RedisHost.StartAsync(cache.ConnectionString, audit: options => options.ConnectionString = hidden.ConnectionString);
        await Eventually.TrueAsync(async () => (await host.ServersAsync()) is [{ Unreadable: null }, { Unreadable: null }], TimeSpan.FromSeconds(30), "both servers are read", Token);

        var red = await host.AuditAsync("3.4");
        Assert.Equal((Outcome.Fail, "redis of HealthAudit:Redis"), (red.Outcome, Assert.Single(red.Offenders).Subject));
        await cache.ExecuteAsync("CONFIG", "SET", "maxmemory", "0");
        Assert.Equal(2, (await host.AuditAsync("3.4")).Offenders.Count);

        await cache.ExecuteAsync("CONFIG", "SET", "maxmemory", "64mb");
        await hidden.ExecuteAsync("CONFIG", "SET", "maxmemory", "64mb");
        Assert.Equal(Outcome.Pass, (await host.AuditAsync("3.4")).Outcome);
    }

    [Fact]
    public async Task A_server_that_several_connections_lead_to_is_reported_once_by_the_one_that_shows_most()
    {
        await using var first = await RedisServer.StartAsync(Bounded, Token);
        await using var second = await RedisServer.StartAsync(Bounded, Token);
        foreach (var server in (RedisServer[])[first, second])
            await server.ExecuteAsync("EVAL", "for i = 1, 60 do redis.call('SET', 'price:' .. i, 'x', 'EX', 600) end", "0");
        var both = $"{first.Endpoint},{second.Endpoint}";
        await using var multiplexer = await ConnectionMultiplexer.ConnectAsync(both);
        var asked = await multiplexer.GetDatabase().IdentifyEndpointAsync(flags: CommandFlags.DemandMaster);
        var other = asked!.ToString() == first.Endpoint ? second : first;
        Task<RedisHost> StartAsync(string? connectionString) => RedisHost.StartAsync(
            "127.0.0.1:1", frameworkCache: false, configure: services => services.AddSingleton<IConnectionMultiplexer>(multiplexer), audit: options => options.ConnectionString = connectionString);

        await using (var blind = await StartAsync(null))
        {
            await Eventually.TrueAsync(async () => (await blind.ServersAsync()) is [{ Unreadable: null }, { Unreadable: null }], TimeSpan.FromSeconds(30), "both servers are read", Token);
            Assert.Single(await blind.ServersAsync(), static server => server.SampleUnreadable?.Contains("second primary", StringComparison.Ordinal) == true);
        }

        await using var host = await StartAsync(other.ConnectionString);
        await Eventually.TrueAsync(async () => (await host.ServersAsync()) is [{ SampledKeys: 60 }, { SampledKeys: 60 }], TimeSpan.FromSeconds(30), "both servers are sampled", Token);
        var check = await host.AuditAsync("3.2");
        Assert.True(check.Outcome == Outcome.Pass, $"{check.Outcome} {check.Observed} {check.Reason}");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_multiplexer_that_only_the_cache_is_given_is_read_too(bool isRegistered)
    {
        await using var cache = await RedisServer.StartAsync(["maxmemory=0", "maxmemory-policy=noeviction"], Token);
        await using var carts = await RedisServer.StartAsync(Bounded, Token);
        await using var registered = await ConnectionMultiplexer.ConnectAsync(carts.ConnectionString);
        await using var own = await ConnectionMultiplexer.ConnectAsync(cache.ConnectionString);
        await using var host = await RedisHost.StartAsync("127.0.0.1:1", configure: services => services
            .AddSingleton<IConnectionMultiplexer>(registered)
            .Configure<RedisCacheOptions>(options => options.ConnectionMultiplexerFactory = () => Task.FromResult<IConnectionMultiplexer>(isRegistered ? registered : own)));
        int expected = isRegistered ? 1 : 2;
        await Eventually.TrueAsync(async () => await host.ServersAsync() is var servers && servers.Count == expected && servers.All(static server => server.Unreadable is null), TimeSpan.FromSeconds(30), "the servers are read", Token);

        var check = await host.AuditAsync("3.3");
        Assert.Equal(isRegistered ? Outcome.Pass : Outcome.Fail, check.Outcome);
        Assert.Equal(isRegistered ? [] : ["redis of IDistributedCache"], check.Offenders.Select(static offender => offender.Subject));
        await cache.ExecuteAsync("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
        Assert.Equal(Outcome.Pass, (await host.AuditAsync("3.3")).Outcome);
        Assert.Equal(expected, (await host.EvidenceAsync<CacheClientEvidence>()).Clients.Count);
    }

    [Theory]
    [InlineData("connects")]
    [InlineData("has connected")]
    [InlineData("shares")]
    public async Task Connections_that_the_factory_makes_for_the_audit_are_closed_and_a_shared_one_never_is(string factory)
    {
        await using var cache = await RedisServer.StartAsync(Bounded, Token);
        await using var shared = await ConnectionMultiplexer.ConnectAsync(cache.ConnectionString);
        var made = new List<IConnectionMultiplexer>();
        Task<IConnectionMultiplexer> Give() => factory switch
        {
            "connects" => ConnectAsync(),
            "has connected" => Task.FromResult(Keep(ConnectionMultiplexer.Connect(cache.ConnectionString))),
            _ => Task.FromResult<IConnectionMultiplexer>(shared),
        };
        async Task<IConnectionMultiplexer> ConnectAsync()
        {
            await Task.Yield();
            return Keep(await ConnectionMultiplexer.ConnectAsync(cache.ConnectionString));
        }

        IConnectionMultiplexer Keep(IConnectionMultiplexer fresh)
        {
            lock (made)
                made.Add(fresh);
            return fresh;
        }

        await using (var host = await RedisHost.StartAsync("127.0.0.1:1", configure: services => services.Configure<RedisCacheOptions>(options => options.ConnectionMultiplexerFactory = Give)))
        {
            await host.ReadableAsync();
            for (int reading = 0; reading < 3; reading++)
                await host.AuditAsync();
            Assert.Equal(factory == "shares" ? 0 : 2, made.Count);
            Assert.All(made, one => Assert.Equal(factory == "has connected", one.IsConnected));
        }

        Assert.All(made, static one => Assert.False(one.IsConnected));
        Assert.True(shared.IsConnected);
    }

    [Theory]
    [InlineData(typeof(IConnectionMultiplexer))]
    [InlineData(typeof(ConnectionMultiplexer))]
    public async Task Two_servers_registered_without_a_key_each_have_a_name_and_figures_of_their_own(Type secondType)
    {
        await using var first = await RedisServer.StartAsync(Bounded, Token);
        await using var second = await RedisServer.StartAsync(["maxmemory=0", "maxmemory-policy=noeviction"], Token);
        await using var one = await ConnectionMultiplexer.ConnectAsync(first.ConnectionString);
        await using var two = await ConnectionMultiplexer.ConnectAsync(second.ConnectionString);
        await using var host = await RedisHost.StartAsync("127.0.0.1:1", frameworkCache: false, configure: services => services.AddSingleton<IConnectionMultiplexer>(one).AddSingleton(secondType, two));
        await Eventually.TrueAsync(async () => (await host.ServersAsync()) is [{ Unreadable: null }, { Unreadable: null }], TimeSpan.FromSeconds(30), "both servers are read", Token);

        Assert.Equal([("redis", "allkeys-lru"), ("redis (2)", "noeviction")], (await host.ServersAsync()).Select(static server => (server.Name, server.MaxMemoryPolicy!)));
        Assert.Equal(Outcome.Fail, (await host.AuditAsync("3.3")).Outcome);
    }

    [Fact]
    public async Task A_registration_that_a_later_one_replaces_is_never_made()
    {
        await using var cache = await RedisServer.StartAsync(Bounded, Token);
        await using var multiplexer = await ConnectionMultiplexer.ConnectAsync(cache.ConnectionString);
        int made = 0;
        IConnectionMultiplexer Make()
        {
            made++;
            throw new InvalidOperationException("It belongs to production.");
        }

        await using var host = await RedisHost.StartAsync("127.0.0.1:1", frameworkCache: false, configure: services => services
            .AddSingleton(_ => Make()).AddKeyedSingleton("carts", (_, _) => Make()).AddSingleton<Lazy<IConnectionMultiplexer>>(new Lazy<IConnectionMultiplexer>(Make)).AddTransient<ConnectionMultiplexer>(_ => (ConnectionMultiplexer)Make())
            .AddSingleton<IConnectionMultiplexer>(_ => multiplexer).AddKeyedSingleton<IConnectionMultiplexer>("carts", multiplexer).AddSingleton(new Lazy<IConnectionMultiplexer>(multiplexer)));
        await host.ReadableAsync();

        Assert.Equal("redis", Assert.Single(await host.ServersAsync()).Name);
        Assert.Equal(Outcome.Pass, (await host.AuditAsync("3.3")).Outcome);
        Assert.Equal(0, made);
    }

    [Fact]
    public async Task A_server_that_cannot_be_connected_hides_no_other_and_is_not_taken_for_none()
    {
        await using var cache = await RedisServer.StartAsync(["maxmemory=0", "maxmemory-policy=noeviction"], Token);
        await using var multiplexer = await ConnectionMultiplexer.ConnectAsync(cache.ConnectionString);
        await using var later = await RedisServer.StartAsync(Bounded, Token);
        bool isUp = false;
        await using var host = await RedisHost.StartAsync("127.0.0.1:1", frameworkCache: false, configure: services => services
            .AddKeyedSingleton<IConnectionMultiplexer>("carts", (_, _) => Volatile.Read(ref isUp) ? ConnectionMultiplexer.Connect(later.ConnectionString) : throw new TimeoutException("It is down."))
            .AddSingleton<IConnectionMultiplexer>(multiplexer));
        await host.ReadableAsync();

        var servers = await host.ServersAsync();
        Assert.Equal(["redis", "redis \"carts\""], servers.Select(static server => server.Name));
        Assert.Contains("could not be created", servers[1].Unreadable, StringComparison.Ordinal);
        Assert.Equal(Outcome.Fail, (await host.AuditAsync("3.3")).Outcome);
        await cache.ExecuteAsync("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
        Assert.Equal(Outcome.Unknown, (await host.AuditAsync("3.3")).Outcome);

        Volatile.Write(ref isUp, true);
        await Eventually.TrueAsync(async () => (await host.ServersAsync()) is [{ Unreadable: null }, { Unreadable: null }], TimeSpan.FromSeconds(30), "both servers are read", Token);
        Assert.Equal(Outcome.Pass, (await host.AuditAsync("3.3")).Outcome);
    }
}
