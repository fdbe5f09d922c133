using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.TestServers;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace HealthKit.Redis.Tests;

/// <summary>Deployments of more than one server, and multiplexers that are registered in other ways than one singleton.</summary>
public class ClusterAuditTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_primary_of_a_cluster_is_judged_and_one_that_is_gone_leaves_the_checks_unknown()
    {
        await using var first = await StartNodeAsync();
        await using var second = await StartNodeAsync();
        await first.ExecuteAsync("CLUSTER", "ADDSLOTSRANGE", "0", "8191");
        await second.ExecuteAsync("CLUSTER", "ADDSLOTSRANGE", "8192", "16383");
        await first.ExecuteAsync("CLUSTER", "MEET", second.Host, second.Port.ToString(CultureInfo.InvariantCulture), BusPort(second));
        await Eventually.TrueAsync(async () => (await first.ExecuteAsync("CLUSTER", "INFO")).Contains("cluster_state:ok", StringComparison.Ordinal), TimeSpan.FromSeconds(30), "the cluster is complete", Token);
        await second.ExecuteAsync("CONFIG", "SET", "maxmemory-policy", "noeviction");
        await using var host = await RedisHost.StartAsync(first.ConnectionString, audit: static options => options.Timeout = TimeSpan.FromSeconds(2));
        await Eventually.TrueAsync(async () => (await host.ServersAsync()) is [{ Unreadable: null }, { Unreadable: null }], TimeSpan.FromSeconds(30), "both primaries are read", Token);

        var red = await host.AuditAsync("3.3");
        Assert.Equal(Outcome.Fail, red.Outcome);
        await second.ExecuteAsync("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
        Assert.Equal((Outcome.Pass, Outcome.Pass), ((await host.AuditAsync("3.3")).Outcome, (await host.AuditAsync("3.4")).Outcome));
        Assert.Equal(["redis", "redis #2"], (await host.ServersAsync()).Select(server => server.Name).Order(StringComparer.Ordinal));

        await second.KillAsync(Token);
        await Eventually.TrueAsync(async () => (await host.AuditAsync("3.3")).Outcome == Outcome.Unknown, TimeSpan.FromSeconds(30), "the missing primary is noticed", Token);
    }

    [Fact]
    public async Task The_primary_behind_a_sentinel_is_found_and_read()
    {
        await using var primary = await RedisServer.StartAsync(["maxmemory=64mb", "maxmemory-policy=allkeys-lru"], Token);
        int port = FreePort();
        string settings = Path.Combine(primary.Folder, "sentinel.conf");
        await File.WriteAllTextAsync(settings, $"port {port}\nbind 127.0.0.1\nsentinel monitor shop 127.0.0.1 {primary.Port} 1\n", Token);
        // One binary serves as all programs, and goes by the name that it is called by.
        string folder = Path.GetDirectoryName(File.ResolveLinkTarget($"/proc/{primary.ProcessId}/exe", returnFinalTarget: true)!.FullName)!;
        using var sentinel = Process.Start(new ProcessStartInfo(Path.Combine(folder, "redis-server"), [settings, "--sentinel"]) { RedirectStandardOutput = true, WorkingDirectory = primary.Folder })!;
        try
        {
            await using var host = await RedisHost.StartAsync($"127.0.0.1:{port},serviceName=shop", audit: static options => options.Timeout = TimeSpan.FromSeconds(2));
            await Eventually.TrueAsync(async () => (await host.ServersAsync()) is [{ Unreadable: null }], TimeSpan.FromSeconds(30), "the primary is read", Token);
            var read = Assert.Single(await host.ServersAsync());
            Assert.Equal((64L << 20, "allkeys-lru"), (read.MaxMemoryBytes, read.MaxMemoryPolicy));
        }
        finally
        {
            sentinel.Kill();
        }
    }

    [Theory]
    [InlineData("keyed")]
    [InlineData("lazy")]
    [InlineData("database")]
    [InlineData("scoped database")]
    public async Task A_multiplexer_is_found_however_it_is_registered(string how)
    {
        await using var server = await RedisServer.StartAsync(["maxmemory=64mb", "maxmemory-policy=allkeys-lru"], Token);
        await using var multiplexer = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        await using var host = await RedisHost.StartAsync("127.0.0.1:1", frameworkCache: false, configure: services => _ = how switch
        {
            "keyed" => services.AddKeyedSingleton<IConnectionMultiplexer>("carts", multiplexer),
            "lazy" => services.AddSingleton(new Lazy<ConnectionMultiplexer>(() => multiplexer)),
            "database" => services.AddSingleton(_ => multiplexer.GetDatabase()),
            _ => services.AddScoped(_ => multiplexer.GetDatabase()),
        });
        await host.ReadableAsync();

        Assert.Equal(how == "keyed" ? "redis \"carts\"" : "redis", Assert.Single(await host.ServersAsync()).Name);
        Assert.Single((await host.EvidenceAsync<CacheClientEvidence>()).Clients);
        Assert.Equal(Outcome.Pass, (await host.AuditAsync("3.3")).Outcome);
    }

    [Fact]
    public async Task A_multiplexer_that_is_made_past_the_services_leaves_its_checks_unknown_and_says_what_to_set()
    {
        await using var host = await RedisHost.StartAsync("127.0.0.1:1", frameworkCache: false);
        var check = await host.AuditAsync("3.3");

        Assert.Equal(Outcome.Unknown, check.Outcome);
        Assert.Contains("HealthAudit:Redis:ConnectionString", check.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_only_the_application_has_is_no_hindrance_and_is_not_shown()
    {
        await using var server = await RedisServer.StartAsync(["maxmemory=64mb", "maxmemory-policy=allkeys-lru", "requirepass=t0ken-of-the-hour"], Token);
        var settings = ConfigurationOptions.Parse(server.Endpoint);
        settings.Defaults = new TokenProvider("t0ken-of-the-hour");
        await using var multiplexer = await ConnectionMultiplexer.ConnectAsync(settings);
        await using var host = await RedisHost.StartAsync("127.0.0.1:1", frameworkCache: false, configure: services => services.AddSingleton<IConnectionMultiplexer>(multiplexer), audit: static options => options.Timeout = TimeSpan.FromSeconds(1));
        await host.ReadableAsync();

        Assert.Equal(Outcome.Pass, (await host.AuditAsync("3.3")).Outcome);
        Assert.DoesNotContain("t0ken-of-the-hour", await host.DocumentAsync(), StringComparison.Ordinal);
    }

    private static async Task<RedisServer> StartNodeAsync()
    {
        var server = await RedisServer.StartAsync(["cluster-enabled=yes", $"cluster-port={FreePort()}", "cluster-node-timeout=2000", "cluster-require-full-coverage=no", "maxmemory=64mb", "maxmemory-policy=allkeys-lru"], Token);
        return server;
    }

    private static string BusPort(RedisServer server) => server.ExecuteAsync("CONFIG", "GET", "cluster-port").GetAwaiter().GetResult().Split('\n')[^1].Trim();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class TokenProvider(string token) : StackExchange.Redis.Configuration.DefaultOptionsProvider
    {
        public override string? Password => token;
    }
}
