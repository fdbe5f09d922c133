using System.Globalization;

namespace HealthKit.TestServers;

/// <summary>A PgBouncer before a PostgreSQL server, for every database and role of it.</summary>
public sealed class PgBouncerServer : LocalServer
{
    private PgBouncerServer(string[] arguments, IReadOnlyDictionary<string, string> started)
        : base(arguments, started)
    {
    }

    /// <summary>Starts a pooler; each setting is <c>name=value</c> as in the [pgbouncer] section, for example <c>pool_mode=transaction</c>.</summary>
    public static async Task<PgBouncerServer> StartAsync(
        PostgresServer upstream, IEnumerable<string>? settings = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(upstream);
        var (arguments, started) = await StartAsync(
            "pgbouncer", ["--upstream", upstream.Folder, .. Options("--set", settings)], cancellationToken);
        return new PgBouncerServer(arguments, started);
    }

    /// <summary>An Npgsql connection string through the pooler, for the superuser unless another role is given.</summary>
    public string ConnectionStringFor(string database, string? user = null, string? password = null) => string.Create(
        CultureInfo.InvariantCulture,
        $"Host={Host};Port={Port};Username={user ?? "postgres"};Password={password ?? Password};Database={database}");

    /// <summary>An Npgsql connection string through the pooler to a test's own database.</summary>
    public string ConnectionStringFor(PostgresDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        return ConnectionStringFor(database.Name);
    }
}
