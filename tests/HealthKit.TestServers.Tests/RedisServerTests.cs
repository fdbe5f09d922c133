namespace HealthKit.TestServers.Tests;

public sealed class RedisServerTests(RedisFixture redis)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Serves_the_shared_server()
    {
        var server = await redis.GetServerAsync();

        Assert.Equal("OK", await server.ExecuteAsync("SET", "serves:one", "a value"));
        Assert.Equal("a value", await server.ExecuteAsync("GET", "serves:one"));
        Assert.Same(server, await redis.GetServerAsync());
    }

    [Fact]
    public async Task Starts_empty_with_the_settings_asked_for()
    {
        await using var server = await RedisServer.StartAsync(
            ["maxmemory=10mb", "maxmemory-policy=allkeys-lru", "requirepass=secret"], Cancellation);

        Assert.Equal("0", await server.ExecuteAsync("DBSIZE"));
        Assert.Equal("maxmemory-policy\nallkeys-lru", await server.ExecuteAsync("CONFIG", "GET", "maxmemory-policy"));
        Assert.EndsWith(",password=secret", server.ConnectionString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Comes_back_on_the_same_port_after_a_kill()
    {
        await using var server = await RedisServer.StartAsync(cancellationToken: Cancellation);

        await server.KillAsync(Cancellation);
        await Assert.ThrowsAsync<InvalidOperationException>(() => server.ExecuteAsync("PING"));

        await server.RestartAsync(Cancellation);
        Assert.Equal("PONG", await server.ExecuteAsync("PING"));
    }

    [Fact]
    public async Task Says_what_the_server_refused()
    {
        var server = await redis.GetServerAsync();

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => server.ExecuteAsync("NOSUCHCOMMAND"));

        Assert.Contains("unknown command", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_start_at_once_on_ports_of_their_own()
    {
        var servers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RedisServer.StartAsync(cancellationToken: Cancellation)));
        try
        {
            Assert.Equal(8, servers.Select(static server => server.Port).Distinct().Count());
            foreach (var server in servers)
                Assert.Contains($"process_id:{server.ProcessId}", await server.ExecuteAsync("INFO", "server"), StringComparison.Ordinal);
        }
        finally
        {
            foreach (var server in servers)
                await server.DisposeAsync();
        }

        Assert.DoesNotContain(servers, static server => server.IsRunning);
    }
}
