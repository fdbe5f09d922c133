using System.Globalization;
using HealthKit.TestServers.Commands;

namespace HealthKit.TestServers;

/// <summary>A PostgreSQL server with an empty cluster, durability off, superuser <c>postgres</c> with a random password.</summary>
public sealed class PostgresServer : LocalServer
{
    private static int _databases;

    // Environment variable with the major version that tests run on, where it is not to be the system's.
    private const string Setting = "HEALTHKIT_TEST_POSTGRES";

    private readonly string _psql;
    private readonly int? _version;

    private PostgresServer(string[] arguments, IReadOnlyDictionary<string, string> started, string psql, int? version)
        : base(arguments, started) => (_psql, _version) = (psql, version);

    /// <summary>The superuser's Npgsql connection string to the database <c>postgres</c>.</summary>
    public string ConnectionString => ConnectionStringFor("postgres");

    /// <summary>Starts a server of the system's version, or of the one that HEALTHKIT_TEST_POSTGRES names; each setting is <c>name=value</c> as in postgresql.conf.</summary>
    public static Task<PostgresServer> StartAsync(IEnumerable<string>? settings = null, CancellationToken cancellationToken = default) =>
        StartAsync(ChosenVersion(), settings, cancellationToken);

    /// <summary>Starts a server of a major version, from 13 to 18, that this system need not have; skips the running test where it cannot be had.</summary>
    public static Task<PostgresServer> StartVersionAsync(int version, CancellationToken cancellationToken = default) =>
        StartAsync(version, null, cancellationToken);

    /// <summary>Starts a hot standby that streams from this server.</summary>
    public async Task<PostgresServer> StartStandbyAsync(CancellationToken cancellationToken = default)
    {
        var (arguments, started) = await StartAsync("postgres", ["--fast", .. VersionOption(_version), "--upstream", Folder], cancellationToken);
        return new PostgresServer(arguments, started, _psql, _version);
    }

    /// <summary>An Npgsql connection string to a database, for the superuser unless another role is given.</summary>
    public string ConnectionStringFor(string database, string? user = null, string? password = null) => string.Create(
        CultureInfo.InvariantCulture,
        $"Host={Host};Port={Port};Username={user ?? "postgres"};Password={password ?? Password};Database={database}");

    /// <summary>Creates an empty database with a new name and runs the statements in it.</summary>
    public async Task<PostgresDatabase> CreateDatabaseAsync(string? sql = null, CancellationToken cancellationToken = default)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        await ExecuteAsync($"CREATE DATABASE {name}", cancellationToken: cancellationToken);
        var database = new PostgresDatabase(this, name);
        if (sql is not null)
            await database.ExecuteAsync(sql, cancellationToken);
        return database;
    }

    /// <summary>Runs statements with psql as the superuser and returns the rows, one a line, columns separated by <c>|</c>.</summary>
    /// <exception cref="InvalidOperationException">A statement failed; the message is the server's.</exception>
    public async Task<string> ExecuteAsync(string sql, string database = "postgres", CancellationToken cancellationToken = default)
    {
        string[] arguments =
        [
            "--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1",
            "--host", Host, "--port", Port.ToString(CultureInfo.InvariantCulture),
            "--username", "postgres", "--dbname", database,
        ];
        var environment = new Dictionary<string, string> { ["PGPASSWORD"] = Password, ["PGAPPNAME"] = "test" };
        var result = await Command.RunAsync(_psql, arguments, sql, environment, cancellationToken);
        return result.ExitCode == 0
            ? result.Output.TrimEnd('\n')
            : throw new InvalidOperationException($"psql: {result.ErrorOrOutput}");
    }

    private static async Task<PostgresServer> StartAsync(int? version, IEnumerable<string>? settings, CancellationToken cancellationToken)
    {
        if (version is { } wanted)
            await ServersScript.EnsureOrSkipAsync(string.Create(CultureInfo.InvariantCulture, $"postgres-{wanted}"), cancellationToken);
        string[] options = ["--fast", .. VersionOption(version), "--template", await ServersScript.PostgresTemplateAsync()];
        var (arguments, started) = await StartAsync("postgres", [.. options, .. Options("--set", settings)], cancellationToken);
        return new PostgresServer(arguments, started, await ServersScript.FindAsync("psql", cancellationToken), version);
    }

    private static int? ChosenVersion() => Environment.GetEnvironmentVariable(Setting) is not { Length: > 0 } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version
        : throw new InvalidOperationException($"{Setting} is '{text}'; set it to a major version such as 17, or to nothing for the system's.");

    private static string[] VersionOption(int? version) =>
        version is { } number ? ["--version", number.ToString(CultureInfo.InvariantCulture)] : [];
}
