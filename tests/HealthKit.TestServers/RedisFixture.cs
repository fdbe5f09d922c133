namespace HealthKit.TestServers;

/// <summary>One Redis for a test assembly, started by the first test that asks; register it with
/// <c>[assembly: AssemblyFixture(typeof(RedisFixture))]</c> and take it as a constructor parameter.</summary>
public sealed class RedisFixture : IAsyncDisposable
{
    private readonly SharedServer<RedisServer> _shared = new(static () => RedisServer.StartAsync());

    /// <summary>The shared server: use key names of your own. A test that reads counters or settings starts a
    /// <see cref="RedisServer"/> of its own (0.1 s).</summary>
    public Task<RedisServer> GetServerAsync() => _shared.GetAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _shared.DisposeAsync();
}
