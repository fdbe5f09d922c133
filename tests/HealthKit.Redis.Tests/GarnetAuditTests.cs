using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Garnet;
using HealthKit.Checks;
using StackExchange.Redis;

namespace HealthKit.Redis.Tests;

/// <summary>A real Garnet in the test's own process.</summary>
public class GarnetAuditTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keys_without_expiry_fail_until_they_have_one_and_the_memory_is_known()
    {
        string endpoint = Start(out var server);
        using var garnet = server;
        await using var client = await ConnectionMultiplexer.ConnectAsync(endpoint);
        var database = client.GetDatabase();
        for (int key = 0; key < 150; key++)
            await database.HashSetAsync($"shop:part:{key}", "data", "x");
        await using var host = await RedisHost.StartAsync(endpoint, expiry: TimeSpan.FromMinutes(5));
        await host.ReadableAsync();

        var read = Assert.Single(await host.ServersAsync());
        Assert.Equal(("garnet", "2.2.8", 150L), (read.Product, read.Version, read.SampledKeys));
        var red = await host.AuditAsync("3.2");
        Assert.Equal((Outcome.Fail, "part on redis"), (red.Outcome, Assert.Single(red.Offenders).Subject));

        for (int key = 0; key < 150; key++)
            await database.KeyExpireAsync($"shop:part:{key}", TimeSpan.FromMinutes(10));
        await database.ListLeftPushAsync("jobs", "1");
        await host.BuyAsync(requests: 1_200, products: 100);
        host.Time.Advance(TimeSpan.FromMinutes(6));
        var report = await host.AuditAsync();
        read = Assert.Single(await host.ServersAsync());
        Assert.Equal((150 + 100 + 1L, true, 64L << 20), (read.Keys, read.SampleIsComplete, read.MaxMemoryBytes));
        Assert.All(report.Checks.Where(static check => check.Id is "3.1" or "3.2" or "3.4" or "3.5"), static check => Assert.True(check.Outcome == Outcome.Pass, $"{check.Id} {check.Outcome} {check.Observed} {check.Reason}"));
        Assert.All(report.Checks.Where(static check => check.Id is "3.3" or "3.8"), static check => Assert.Equal((Outcome.Unknown, true), (check.Outcome, check.Reason!.Contains("garnet", StringComparison.Ordinal))));
        Assert.Equal("Healthy", await host.Client.GetStringAsync(new Uri("/health/ready", UriKind.Relative), Token));
    }

    private static string Start(out GarnetServer server)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        server = new GarnetServer(["--bind", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture), "-m", "64m", "-p", "1m", "-i", "4m", "-q"]);
        server.Start();
        return FormattableString.Invariant($"127.0.0.1:{port}");
    }
}
