using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.TestServers;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HealthKit.Npgsql.Tests.Databases;

public class ServerSettingsTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reads_the_timeout_that_the_applications_own_sessions_have()
    {
        await using var database = await postgres.CreateDatabaseAsync("create role timed login password 'p'; create role untimed login password 'p'; alter role timed set statement_timeout = '4s'", Cancellation);
        string As(string role) => database.Server.ConnectionStringFor(database.Name, role, "p");
        Assert.Equal((Outcome.Warn, TimeSpan.Zero), await TimeoutAsync(services => services.AddNpgsqlDataSource(As("untimed"))));
        Assert.Equal((Outcome.Fail, TimeSpan.Zero), await TimeoutAsync(services => services.AddNpgsqlDataSource(As("untimed") + ";Command Timeout=0")));
        Assert.Equal((Outcome.Pass, TimeSpan.FromSeconds(4)), await TimeoutAsync(services => services.AddNpgsqlDataSource(As("timed"))));
        Assert.Equal((Outcome.Pass, TimeSpan.FromSeconds(3)), await TimeoutAsync(services => services.AddNpgsqlDataSource(As("untimed") + ";Options=-c statement_timeout=3s")));

        // SET in an initializer holds while pooled sessions are not reset; where they are, the second user has none.
        static void Initialize(NpgsqlDataSourceBuilder builder) => builder.UsePhysicalConnectionInitializer(
            static connection => Set(connection).ExecuteNonQuery(), static connection => Set(connection).ExecuteNonQueryAsync(Cancellation));
        static NpgsqlCommand Set(NpgsqlConnection connection) => new("set statement_timeout = '2s'", connection);
        Assert.Equal((Outcome.Pass, TimeSpan.FromSeconds(2)), await TimeoutAsync(services => services.AddNpgsqlDataSource(As("untimed") + ";No Reset On Close=true", Initialize)));
        Assert.Equal((Outcome.Warn, TimeSpan.Zero), await TimeoutAsync(services => services.AddNpgsqlDataSource(As("untimed"), Initialize)));

        // It may as well take away what the role has, or lengthen it.
        static void Undo(NpgsqlDataSourceBuilder builder, string timeout) => builder.UsePhysicalConnectionInitializer(
            connection => Reset(connection, timeout).ExecuteNonQuery(), connection => Reset(connection, timeout).ExecuteNonQueryAsync(Cancellation));
        static NpgsqlCommand Reset(NpgsqlConnection connection, string timeout) => new($"set statement_timeout = '{timeout}'", connection);
        Assert.Equal((Outcome.Warn, TimeSpan.Zero), await TimeoutAsync(services => services.AddNpgsqlDataSource(As("timed") + ";No Reset On Close=true", builder => Undo(builder, "0"))));
        Assert.Equal((Outcome.Pass, TimeSpan.FromSeconds(9)), await TimeoutAsync(services => services.AddNpgsqlDataSource(As("timed") + ";No Reset On Close=true", builder => Undo(builder, "9s"))));
    }

    // A pooler lends one session to many: what another client has SET there is nobody's limit.
    [Fact]
    public async Task Believes_no_timeout_that_somebody_set_in_a_session_of_a_pooler()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var pooler = await PgBouncerServer.StartAsync(database.Server, ["pool_mode=transaction", "default_pool_size=1"], Cancellation);
        var throughPooler = pooler.ConnectionStringFor(database) + ";No Reset On Close=true";
        await using (var somebody = NpgsqlDataSource.Create(throughPooler + ";Application Name=somebody"))
        await using (var command = somebody.CreateCommand("set statement_timeout = '7s'"))
        {
            await command.ExecuteNonQueryAsync(Cancellation);
        }

        await using var host = await TestHost.StartAsync(services => services.AddNpgsqlDataSource(throughPooler));
        await host.ReadDatabasesAsync();
        var check = await host.CheckAsync("2.5");
        Assert.True(check.Outcome is not Outcome.Pass, $"{check.Outcome}: {check.Observed}");

        await database.ExecuteAsync($"alter database {database.Name} set statement_timeout = '5s'", Cancellation);
        await database.ExecuteAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database.Name}' and pid <> pg_backend_pid()", Cancellation);
        await host.ReadDatabasesAsync();
        Assert.Equal(Outcome.Pass, (await host.CheckAsync("2.5")).Outcome);
    }

    [Fact]
    public async Task Reads_the_slow_query_log_and_what_the_server_allows()
    {
        await using var database = await postgres.CreateDatabaseAsync("create role logged superuser login password 'p'; alter role logged set log_min_duration_statement = 80", Cancellation);
        await using (var quiet = await TestHost.StartAsync(services => services.AddNpgsqlDataSource(database.ConnectionString), options: static options => options.DatabaseCpuCores = 4))
        {
            await quiet.ReadDatabasesAsync();
            Assert.Equal(Outcome.Fail, (await quiet.CheckAsync("2.6")).Outcome);
            var server = Assert.Single((await quiet.EvidenceAsync<DatabaseServerEvidence>()).Servers);
            Assert.Equal((4, false, 0, null), (server.CpuCores, server.IsStandby, server.Standbys, server.Proxy));
            Assert.Equal(await database.ExecuteAsync("show max_connections", Cancellation), $"{server.MaxConnections}");
            Assert.Equal(3, server.ReservedConnections);
            Assert.StartsWith(server.Version!, await database.ExecuteAsync("show server_version", Cancellation), StringComparison.Ordinal);
        }

        await using var logged = await TestHost.StartAsync(services => services.AddNpgsqlDataSource(database.Server.ConnectionStringFor(database.Name, "logged", "p")));
        await logged.ReadDatabasesAsync();
        Assert.Equal(Outcome.Pass, (await logged.CheckAsync("2.6")).Outcome);
        Assert.Equal(Environment.ProcessorCount, Assert.Single((await logged.EvidenceAsync<DatabaseServerEvidence>()).Servers).CpuCores);
    }

    [Theory]
    [InlineData("limited", 30, 12)]
    [InlineData("free", 30, 30)]
    [InlineData("free", -1, null)]
    [InlineData("exempt", 30, null)]
    public async Task Reads_the_tighter_connection_limit_of_role_and_database_that_binds_the_application(string role, int ofDatabase, int? expected)
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        var login = $"{role}_{database.Name}";
        await database.ExecuteAsync(
            $"create role {login} login password 'p' {(role == "exempt" ? "superuser" : "")} connection limit {(role == "free" ? -1 : 12)}; alter database {database.Name} connection limit {ofDatabase}", Cancellation);
        await using var host = await TestHost.StartAsync(
            services => services.AddNpgsqlDataSource(database.Server.ConnectionStringFor(database.Name, login, "p") + ";Maximum Pool Size=13"), options: static options => options.DatabaseCpuCores = 7);
        await host.ReadDatabasesAsync();
        Assert.Equal(expected, Assert.Single((await host.EvidenceAsync<DatabaseServerEvidence>()).Servers).ConnectionLimit);
        var check = await host.CheckAsync("4.2");
        Assert.True(check.Outcome == (expected == 12 ? Outcome.Fail : Outcome.Unknown), $"{check.Outcome}: {check.Observed} {check.Reason}");
        if (expected == 12)
        {
            Assert.Contains("13 of 12 connections that the server allows this role or database", check.Observed, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Reaches_a_legacy_connection_string_through_the_configuration_and_names_one_that_it_cannot_reach()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var other = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var host = await TestHost.StartAsync(static _ => { }, configuration: ("ConnectionStrings:Shop", database.ConnectionString));
        await host.ReadDatabasesAsync();
        Assert.Equal(Outcome.Unknown, (await host.CheckAsync("2.5")).Outcome);

        foreach (var connectionString in (string[])[database.ConnectionString, other.ConnectionString])
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync(Cancellation);
        }

        await host.ReadDatabasesAsync();
        var servers = (await host.EvidenceAsync<DatabaseServerEvidence>()).Servers;
        Assert.Equal(2, servers.Count);
        Assert.Single(servers, static server => server.Unreadable is null && server.StatementTimeout == TimeSpan.Zero);
        Assert.Contains("UseHealthKit()", Assert.Single(servers, static server => server.Unreadable is not null).Unreadable, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sees_a_data_source_outside_dependency_injection_once_it_is_shown()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var host = await TestHost.StartAsync(static _ => { });
        await using var source = new NpgsqlDataSourceBuilder(database.ConnectionString) { Name = "static" }.UseHealthKit().Build();
        for (var i = 0; i < 3; i++)
        {
            await using var command = source.CreateCommand("select 1");
            await command.ExecuteScalarAsync(Cancellation);
        }

        var pools = await host.EvidenceAsync<PoolEvidence>();
        Assert.Empty(pools.BlindSpots);
        Assert.Equal((3, 1), (Assert.Single(pools.Pools).LogicalOpens, pools.Pools[0].Idle));
        await host.ReadDatabasesAsync();
        Assert.Null(Assert.Single((await host.EvidenceAsync<DatabaseServerEvidence>()).Servers).Unreadable);
    }

    private static async Task<(Outcome Outcome, TimeSpan? Timeout)> TimeoutAsync(Action<IServiceCollection> services)
    {
        await using var host = await TestHost.StartAsync(services);
        await host.ReadDatabasesAsync();
        return ((await host.CheckAsync("2.5")).Outcome, Assert.Single((await host.EvidenceAsync<DatabaseServerEvidence>()).Servers).StatementTimeout);
    }
}
