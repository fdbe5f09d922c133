using System.Globalization;
using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Npgsql.Databases;
using HealthKit.Npgsql.Pools;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace HealthKit.Npgsql.Tests.Databases;

/// <summary>Of all instances one at a time reads what costs a database much.</summary>
public class TurnTests(PostgresFixture postgres)
{
    private const string Schema = """
        create table shop (id int primary key, user_id int); create table item (shop int primary key references shop);
        insert into shop select i, i from generate_series(1, 60000) i; vacuum analyze shop; create extension pgstattuple;
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly string[] Checks = ["2.2", "2.8"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Waits_for_its_turn_and_keeps_meanwhile_what_it_knows_until_that_is_too_old()
    {
        await using var database = await postgres.CreateDatabaseAsync(Schema, Cancellation);
        await using var another = await AnotherAsync(database.ConnectionString);
        await ExecuteAsync(another, FormattableString.Invariant($"select pg_advisory_lock({Turn.Lock})"));

        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var host = await TestHost.StartAsync(services => services.AddNpgsqlDataSource(database.ConnectionString).AddSingleton<TimeProvider>(time));
        await host.ReadDatabasesAsync();
        foreach (var id in Checks)
        {
            var waiting = await host.CheckAsync(id);
            Assert.Equal(Outcome.Unknown, waiting.Outcome);
            Assert.Contains("another instance reads this database", waiting.Reason, StringComparison.Ordinal);
        }

        var catalog = Assert.Single((await host.EvidenceAsync<CatalogEvidence>()).Databases);
        Assert.Equal(
            (Turn.Waits, Turn.Waits, Turn.Waits, false),
            (catalog.ForeignKeysUnreadable, catalog.OwnedTablesUnreadable, catalog.BloatUnreadable, catalog.OwnedTablesReadable));

        // What the server says of itself costs nothing, and is known.
        Assert.Null(Assert.Single((await host.EvidenceAsync<DatabaseServerEvidence>()).Servers).Unreadable);

        await ExecuteAsync(another, FormattableString.Invariant($"select pg_advisory_unlock({Turn.Lock})"));
        await host.ReadDatabasesAsync();
        await PassesAsync(host);
        var read = (await host.EvidenceAsync<CatalogEvidence>()).ObservedAt;

        await ExecuteAsync(another, FormattableString.Invariant($"select pg_advisory_lock({Turn.Lock})"));
        time.Advance(TimeSpan.FromMinutes(7));
        await host.ReadDatabasesAsync();
        await PassesAsync(host);
        Assert.Equal(read, (await host.EvidenceAsync<CatalogEvidence>()).ObservedAt);

        // Not for ever, though: what is too old is no evidence.
        time.Advance(TimeSpan.FromMinutes(4));
        await host.ReadDatabasesAsync();
        foreach (var id in Checks)
        {
            var old = await host.CheckAsync(id);
            Assert.Equal(Outcome.Unknown, old.Outcome);
            Assert.Contains("another instance reads this database", old.Reason, StringComparison.Ordinal);
        }

        await ExecuteAsync(another, FormattableString.Invariant($"select pg_advisory_unlock({Turn.Lock})"));
        await host.ReadDatabasesAsync();
        await PassesAsync(host);
    }

    [Fact]
    public async Task Comes_before_statements_are_planned_those_with_literals_too()
    {
        await using var database = await postgres.CreateDatabaseAsync(Schema, Cancellation);
        await using var another = await AnotherAsync(database.ConnectionString);
        await ExecuteAsync(another, FormattableString.Invariant($"select pg_advisory_lock({Turn.Lock})"));
        await using var host = await TestHost.StartAsync(
            services => services.AddNpgsqlDataSource(database.ConnectionString),
            app => app.MapGet("/shops", async (NpgsqlDataSource source) =>
            {
                await using var concatenated = source.CreateCommand("select id from shop where user_id = 5");
                await concatenated.ExecuteScalarAsync(Cancellation);
                await using var parameterised = source.CreateCommand("select user_id from shop where id = $1");
                parameterised.Parameters.AddWithValue(5);
                return Results.Ok(await parameterised.ExecuteScalarAsync(Cancellation));
            }));
        for (var round = 0; round < 3; round++)
        {
            await host.GetAsync("/shops", 30);
            await host.ReadDatabasesAsync();
        }

        var waiting = (await host.EvidenceAsync<QueryPlanEvidence>()).Plans;
        Assert.Equal(2, waiting.Count);
        Assert.All(waiting, static plan => Assert.Null(plan.PlanHash));
        Assert.Contains(waiting, static plan => plan.Unexplained!.Contains("by one instance at a time", StringComparison.Ordinal));

        await ExecuteAsync(another, FormattableString.Invariant($"select pg_advisory_unlock({Turn.Lock})"));
        await Eventually.TrueAsync(
            async () =>
            {
                await host.GetAsync("/shops", 5);
                await host.ReadDatabasesAsync();
                // The test's own unlocking is a statement of this process, too, and runs once.
                return (await host.EvidenceAsync<QueryPlanEvidence>()).Plans.Where(static plan => plan.Text.Contains("from shop", StringComparison.Ordinal)).ToList() is [{ PlanHash: not null }, { PlanHash: not null }];
            },
            Patience,
            "both statements are planned",
            Cancellation);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    public async Task Comes_for_every_instance_and_never_for_two_at_once(int instances)
    {
        await using var database = await postgres.CreateDatabaseAsync(Schema, Cancellation);
        await SlowDownAsync(database, seconds: 0.5);
        var hosts = new List<TestHost>();
        try
        {
            for (var i = 0; i < instances; i++)
            {
                hosts.Add(await TestHost.StartAsync(services => services.AddNpgsqlDataSource(database.ConnectionString)));
            }

            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            var watching = MostReadersAsync(database, stop.Token);
            await Task.WhenAll(hosts.Select(DecidedAsync));
            await stop.CancelAsync();
            Assert.Equal(1, await watching);
        }
        finally
        {
            foreach (var host in hosts)
            {
                await host.DisposeAsync();
            }
        }

        await NothingIsLeftAsync(database);
    }

    [Fact]
    public async Task Goes_to_others_when_the_connection_that_had_it_is_killed_in_mid_reading()
    {
        // Measuring waits at the test's own function until it is killed.
        await using var database = await postgres.CreateDatabaseAsync(Schema, Cancellation);
        await SlowDownAsync(database, seconds: 4);
        await using var host = await TestHost.StartAsync(services => services.AddNpgsqlDataSource(database.ConnectionString));
        await Eventually.TrueAsync(async () => await HoldersAsync(database, "and a.query like '%pgstatindex(%'") == 1, Patience, "an index is measured", Cancellation);
        await database.ExecuteAsync(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'healthkit' and query like '%pgstatindex(%' and state = 'active'", Cancellation);
        await database.ExecuteAsync("""
            alter extension pgstattuple drop function pgstatindex(regclass); drop function pgstatindex(regclass);
            alter function true_pgstatindex(regclass) rename to pgstatindex; alter extension pgstattuple add function pgstatindex(regclass);
            """, Cancellation);

        await using (var other = await TestHost.StartAsync(services => services.AddNpgsqlDataSource(database.ConnectionString)))
        {
            await DecidedAsync(other);
        }

        await DecidedAsync(host);
        await host.DisposeAsync();
        await NothingIsLeftAsync(database);
    }

    [Fact]
    public async Task Leaves_no_lock_in_the_sessions_of_a_pooler()
    {
        await using var database = await postgres.CreateDatabaseAsync(Schema, Cancellation);
        await using var pooler = await PgBouncerServer.StartAsync(database.Server, ["pool_mode=transaction", "default_pool_size=3"], Cancellation);
        await using (var one = await TestHost.StartAsync(services => services.AddNpgsqlDataSource(pooler.ConnectionStringFor(database))))
        await using (var other = await TestHost.StartAsync(services => services.AddNpgsqlDataSource(pooler.ConnectionStringFor(database))))
        {
            await Task.WhenAll(DecidedAsync(one), DecidedAsync(other));
        }

        // The pooler keeps its sessions; none of them holds the turn.
        await Eventually.TrueAsync(async () => await HoldersAsync(database) == 0, Patience, "no lock is left", Cancellation);
        await using var host = await TestHost.StartAsync(services => services.AddNpgsqlDataSource(database.ConnectionString));
        await DecidedAsync(host);
    }

    [Fact]
    public async Task Is_taken_on_a_hot_standby_too()
    {
        await using var primary = await PostgresServer.StartAsync(["wal_level=replica"], Cancellation);
        await primary.ExecuteAsync("create table shop (id int primary key)", cancellationToken: Cancellation);
        await using var standby = await primary.StartStandbyAsync(Cancellation);
        await using var another = await AnotherAsync(standby.ConnectionString);
        await ExecuteAsync(another, FormattableString.Invariant($"select pg_advisory_lock({Turn.Lock})"));
        await using var host = await TestHost.StartAsync(services => services.AddNpgsqlDataSource(standby.ConnectionString));
        await host.ReadDatabasesAsync();
        Assert.Equal(Turn.Waits, Assert.Single((await host.EvidenceAsync<CatalogEvidence>()).Databases).ForeignKeysUnreadable);

        await another.CloseAsync();
        await Eventually.TrueAsync(
            async () =>
            {
                await host.ReadDatabasesAsync();
                return (await host.CheckAsync("2.2")).Outcome == Outcome.Pass;
            },
            Patience,
            "the standby's catalog is read",
            Cancellation);
    }

    [Fact]
    public async Task Is_not_asked_for_where_the_role_may_not_take_locks()
    {
        await using var database = await postgres.CreateDatabaseAsync(Schema, Cancellation);
        var role = database.Name + "_app";
        await database.ExecuteAsync($"create role {role} login password 'p'; grant pg_stat_scan_tables to {role}; grant select on all tables in schema public to {role}; revoke execute on function pg_try_advisory_xact_lock(bigint) from public", Cancellation);
        await using var host = await TestHost.StartAsync(services => services.AddNpgsqlDataSource(database.Server.ConnectionStringFor(database.Name, role, "p")));
        await host.ReadDatabasesAsync();
        await PassesAsync(host);
    }

    // Measuring an index takes its time, so that two at once would be seen.
    private static Task<string> SlowDownAsync(PostgresDatabase database, double seconds) => database.ExecuteAsync(
        string.Create(CultureInfo.InvariantCulture, $"""
        alter function pgstatindex(regclass) rename to true_pgstatindex;
        create function pgstatindex(regclass, out avg_leaf_density float8, out leaf_pages bigint) language plpgsql as $$ begin perform pg_sleep({seconds}); avg_leaf_density := 90; leaf_pages := 200; end $$;
        alter extension pgstattuple drop function true_pgstatindex(regclass); alter extension pgstattuple add function pgstatindex(regclass);
        """),
        Cancellation);

    private static async Task PassesAsync(TestHost host)
    {
        foreach (var id in Checks)
        {
            var check = await host.CheckAsync(id);
            Assert.True(check.Outcome == Outcome.Pass, $"{id}: {check.Reason} {check.Observed}");
        }
    }

    private static Task DecidedAsync(TestHost host) => Eventually.TrueAsync(
        async () =>
        {
            await host.ReadDatabasesAsync();
            return (await host.CheckAsync("2.2")).Outcome == Outcome.Pass && (await host.CheckAsync("2.8")).Outcome == Outcome.Pass;
        },
        Patience,
        "every instance is decided",
        Cancellation);

    // The most sessions of HealthKit's that were seen reading a catalog at one moment.
    private static async Task<int> MostReadersAsync(PostgresDatabase database, CancellationToken stop)
    {
        await using var watch = await AnotherAsync(database.ConnectionString);
        await using var command = new NpgsqlCommand(
            """
            select count(*)::int from pg_stat_activity where datname = current_database() and application_name = 'healthkit' and state = 'active' and pid <> pg_backend_pid()
            and (query like '%pg_constraint%' or query like '%pg_policy%' or query like '%pg_index%' or query like '%pgstatindex(%')
            """,
            watch);
        var most = 0;
        while (!stop.IsCancellationRequested)
        {
            most = Math.Max(most, (int)(await command.ExecuteScalarAsync(Cancellation))!);
        }

        return most;
    }

    private static Task NothingIsLeftAsync(PostgresDatabase database) => Eventually.TrueAsync(
        async () => await HoldersAsync(database) == 0
            && await database.ExecuteAsync("select count(*) from pg_stat_activity where datname = current_database() and application_name = 'healthkit' and state <> 'idle'", Cancellation) == "0",
        Patience,
        "no lock and no transaction is left",
        Cancellation);

    private static async Task<int> HoldersAsync(PostgresDatabase database, string condition = "") => int.Parse(
        await database.ExecuteAsync(
            $"select count(*) from pg_locks l join pg_stat_activity a using (pid) where l.locktype = 'advisory' and l.database = (select oid from pg_database where datname = current_database()) {condition}", Cancellation),
        CultureInfo.InvariantCulture);

    // By its name it is none of the connections that a host is asked about.
    private static async Task<NpgsqlConnection> AnotherAsync(string connectionString)
    {
        var text = $"{connectionString};Pooling=false;Application Name={NpgsqlInstruments.OwnApplicationName}";
        Assert.True(PoolSettings.TryParse(text, out var settings));
        return await new NpgsqlDataSourceBuilder(text) { Name = OwnPools.Name(settings, pooled: false) }.Build().OpenConnectionAsync(Cancellation);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
