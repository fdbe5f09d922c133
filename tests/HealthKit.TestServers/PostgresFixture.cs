using System.Collections.Concurrent;

namespace HealthKit.TestServers;

/// <summary>One PostgreSQL for a test assembly, started by the first test that asks; register it with
/// <c>[assembly: AssemblyFixture(typeof(PostgresFixture))]</c> and take it as a constructor parameter.</summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    private readonly SharedServer<PostgresServer> _shared = new(static () => PostgresServer.StartAsync());

    private readonly ConcurrentDictionary<int, SharedServer<PostgresServer>> _versions = new();

    /// <summary>The shared server: make a database of your own in it and change no server-wide setting.</summary>
    public Task<PostgresServer> GetServerAsync() => _shared.GetAsync();

    /// <summary>A new database in the shared server, with the statements run in it.</summary>
    public async Task<PostgresDatabase> CreateDatabaseAsync(string? sql = null, CancellationToken cancellationToken = default) =>
        await (await GetServerAsync()).CreateDatabaseAsync(sql, cancellationToken);

    /// <summary>The shared server of a major version that this system need not have; skips the running test where it cannot be had.</summary>
    public Task<PostgresServer> GetVersionAsync(int version) =>
        _versions.GetOrAdd(version, static version => new SharedServer<PostgresServer>(() => PostgresServer.StartVersionAsync(version))).GetAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _shared.DisposeAsync();
        foreach (var server in _versions.Values)
        {
            await server.DisposeAsync();
        }
    }
}
