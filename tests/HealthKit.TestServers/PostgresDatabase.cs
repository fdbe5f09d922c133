namespace HealthKit.TestServers;

/// <summary>A database of a test of its own; disposing drops it with all its connections.</summary>
public sealed class PostgresDatabase : IAsyncDisposable
{
    internal PostgresDatabase(PostgresServer server, string name) => (Server, Name) = (server, name);

    /// <summary>The server it lives in.</summary>
    public PostgresServer Server { get; }

    /// <summary>The database's name, unique in its server.</summary>
    public string Name { get; }

    /// <summary>The superuser's Npgsql connection string.</summary>
    public string ConnectionString => Server.ConnectionStringFor(Name);

    /// <summary>Runs statements with psql as the superuser and returns the rows, one a line, columns separated by <c>|</c>.</summary>
    public Task<string> ExecuteAsync(string sql, CancellationToken cancellationToken = default) =>
        Server.ExecuteAsync(sql, Name, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Server.ExecuteAsync($"DROP DATABASE IF EXISTS {Name} WITH (FORCE)");
}
