namespace HealthKit.TestServers;

/// <summary>One PostgreSQL for a test assembly, started by the first test that asks; register it with
/// <c>[assembly: AssemblyFixture(typeof(PostgresFixture))]</c> and take it as a constructor parameter.</summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    private readonly SharedServer<PostgresServer> _shared = new(static () => PostgresServer.StartAsync());

    /// <summary>The shared server: make a database of your own in it and change no server-wide setting.</summary>
    public Task<PostgresServer> GetServerAsync() => _shared.GetAsync();

    /// <summary>A new database in the shared server, with the statements run in it.</summary>
    public async Task<PostgresDatabase> CreateDatabaseAsync(string? sql = null, CancellationToken cancellationToken = default) =>
        await (await GetServerAsync()).CreateDatabaseAsync(sql, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _shared.DisposeAsync();
}
