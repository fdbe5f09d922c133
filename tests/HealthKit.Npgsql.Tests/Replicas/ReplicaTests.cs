using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Npgsql.Commands;
using HealthKit.Npgsql.Databases;
using HealthKit.Npgsql.Pools;
using HealthKit.Npgsql.Replicas;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace HealthKit.Npgsql.Tests.Replicas;

public class ReplicaTests
{
    private const string Schema = """
        create table shop (id int primary key, n int); insert into shop select i, 0 from generate_series(1, 50) i;
        create function touch(int) returns int language sql volatile as 'update shop set n = n + 1 where id = $1 returning n';
        create function twice(int) returns int language sql immutable as 'select 2 * $1';
        create role app login password 'p'; grant select, insert, update on shop to app;
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Knows_which_reads_went_to_a_real_standby_and_which_could_have()
    {
        await using var primary = await PostgresServer.StartAsync(cancellationToken: Cancellation);
        await primary.ExecuteAsync(Schema, cancellationToken: Cancellation);
        await using var standby = await primary.StartStandbyAsync(Cancellation);
        await Eventually.TrueAsync(
            async () => await standby.ExecuteAsync("select count(*) from pg_roles where rolname = 'app'", cancellationToken: Cancellation) == "1",
            TimeSpan.FromSeconds(30), "the standby has what the primary has", Cancellation);
        var hosts = $"Host=127.0.0.1:{primary.Port},127.0.0.1:{standby.Port};Username=app;Password=p;Database=postgres";

        // With a standby that replicates and that nothing reads from.
        await using (var host = await StartAsync(primary.ConnectionStringFor("postgres", "app", "p"), multiHost: false))
        {
            await DriveAsync(host);
            var evidence = await host.EvidenceAsync<ReplicaEvidence>();
            Assert.Equal((1, 0), (evidence.Standbys, evidence.ReadsOnStandby));
            Assert.Empty(evidence.BlindSpots);
            Assert.Equal(Outcome.Fail, (await host.CheckAsync("8.4")).Outcome);
        }

        // Cured: the same reads prefer the standby, which is found through the connection string.
        await using (var host = await StartAsync(hosts, multiHost: true))
        {
            await DriveAsync(host);
            var evidence = await host.EvidenceAsync<ReplicaEvidence>();
            Assert.Equal(1, evidence.Standbys);
            Assert.Equal(evidence.Reads, evidence.ReadsOnStandby);
            Assert.Empty(evidence.BlindSpots);
            Assert.Equal(Outcome.Pass, (await host.CheckAsync("8.4")).Outcome);

            // Each host is a server with settings; the catalog is the primary's.
            var servers = (await host.EvidenceAsync<DatabaseServerEvidence>()).Servers;
            Assert.Equal([false, true], servers.Select(static server => server.IsStandby!.Value).Order());
            Assert.Single((await host.EvidenceAsync<CatalogEvidence>()).Databases);
            Assert.Empty((await host.EvidenceAsync<PoolEvidence>()).BlindSpots);

            // A service with one host of two left is still ready; the checks name the one that is gone without its address.
            await standby.KillAsync(Cancellation);
            await host.ReadDatabasesAsync();
            using var ready = await host.Client.GetAsync("/health/ready", Cancellation);
            Assert.Equal("Healthy", await ready.Content.ReadAsStringAsync(Cancellation));
            var blind = Assert.Single((await host.EvidenceAsync<ReplicaEvidence>()).BlindSpots);
            Assert.DoesNotContain("127.0.0.1", blind.Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Does_not_call_movable_what_is_not_and_does_not_apply_where_reads_are_few()
    {
        await using var server = await PostgresServer.StartAsync(cancellationToken: Cancellation);
        await server.ExecuteAsync(Schema, cancellationToken: Cancellation);
        await using var host = await StartAsync(server.ConnectionStringFor("postgres", "app", "p"), multiHost: false);
        foreach (var path in (string[])["/lock", "/touch", "/transaction", "/sequence"])
        {
            await host.GetAsync(path, 40);
        }

        await host.ReadDatabasesAsync();
        var none = await host.EvidenceAsync<ReplicaEvidence>();
        Assert.Equal((0, 0, 0), (none.Reads, none.ReadsOnStandby, none.Standbys));
        Assert.True(none.Writes > 100);
        Assert.InRange(none.ReadsBesideWrites, 20, 80); // those of /transaction, by samples

        await host.GetAsync("/read", 40);
        await host.ReadDatabasesAsync();
        Assert.InRange((await host.EvidenceAsync<ReplicaEvidence>()).Reads, 60, 90);
        Assert.Equal(Outcome.Unknown, (await host.CheckAsync("8.4")).Outcome);
    }

    [Theory]
    [InlineData("")]
    [InlineData(";Multiplexing=true")]
    public async Task Knows_where_reads_went_that_have_one_server_to_go_to(string more)
    {
        await using var server = await PostgresServer.StartAsync(cancellationToken: Cancellation);
        await server.ExecuteAsync(Schema, cancellationToken: Cancellation);
        await using var host = await StartAsync(server.ConnectionStringFor("postgres", "app", "p") + more, multiHost: false);
        await Parallel.ForEachAsync(Enumerable.Range(0, 600), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancellation }, async (_, _) => await host.GetAsync("/read"));
        await host.ReadDatabasesAsync();
        var evidence = await host.EvidenceAsync<ReplicaEvidence>();
        Assert.InRange(evidence.Reads, 800, 1_700); // by samples
        Assert.Equal((0, 0), (evidence.ReadsOnStandby, evidence.Standbys));
        Assert.Empty(evidence.BlindSpots);
    }

    [Fact]
    public void Takes_no_read_of_a_former_primary_for_one_of_a_standby()
    {
        var signals = new DatabaseSignals(TimeProvider.System, Options.Create(new HealthAuditOptions()), AuditSettings.Default);
        var watch = new ReplicaWatch(signals, TimeProvider.System);
        Assert.True(PoolSettings.TryParse("Host=a;Port=5432;Database=shop", out var settings));
        var (address, statement) = (new ServerAddress("a", 5432), signals.Statements.Find("select n from shop where id = 1").Statement);
        ReplicaEvidence Read(bool isStandby) => watch.Read(
            [(new Database(settings, null, null), new DatabaseServer { DataSource = "shop", Database = "shop", IsStandby = isStandby })], DateTimeOffset.UnixEpoch, TimeSpan.Zero);

        signals.Reads.Add(statement, address, 1_000 * SampleWeight.One, 1);
        Assert.Equal((1_000, 0), (Read(isStandby: false).Reads, Read(isStandby: false).ReadsOnStandby));

        // Failed over, and back as a standby.
        Assert.Equal(0, Read(isStandby: true).ReadsOnStandby);
        signals.Reads.Add(statement, address, 10 * SampleWeight.One, 2);
        Assert.Equal((10, 10), (Read(isStandby: true).Reads, Read(isStandby: true).ReadsOnStandby));
    }

    private static async Task DriveAsync(TestHost host)
    {
        await host.GetAsync("/read", 5);
        await Parallel.ForEachAsync(Enumerable.Range(0, 3_000), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancellation }, async (_, _) => await host.GetAsync("/read"));
        await host.GetAsync("/write", 20);
        await host.ReadDatabasesAsync();
    }

    private static Task<TestHost> StartAsync(string connectionString, bool multiHost) => TestHost.StartAsync(
        services =>
        {
            if (multiHost)
            {
                services.AddMultiHostNpgsqlDataSource(connectionString);
            }
            else
            {
                services.AddNpgsqlDataSource(connectionString);
            }
        },
        app =>
        {
            static async Task Run(NpgsqlDataSource source, params string[] statements)
            {
                foreach (var sql in statements)
                {
                    await using var command = source.CreateCommand(sql);
                    await command.ExecuteScalarAsync(Cancellation);
                }
            }

            var services = app.Services;
            var primary = services.GetService<NpgsqlMultiHostDataSource>()?.WithTargetSession(TargetSessionAttributes.Primary) ?? services.GetRequiredService<NpgsqlDataSource>();
            var reads = services.GetService<NpgsqlMultiHostDataSource>()?.WithTargetSession(TargetSessionAttributes.PreferStandby) ?? primary;
            app.MapGet("/read", () => Run(reads, "select n from shop where id = 1", "select twice(n) from shop where id = 2"));
            app.MapGet("/write", () => Run(primary, "update shop set n = 1 where id = 1"));
            app.MapGet("/lock", () => Run(primary, "select n from shop where id = 1 for update"));
            app.MapGet("/touch", () => Run(primary, "select touch(3)"));
            app.MapGet("/sequence", () => Run(primary, "select pg_advisory_xact_lock(1)"));
            app.MapGet("/transaction", async () =>
            {
                await using var connection = await primary.OpenConnectionAsync(Cancellation);
                await using var transaction = await connection.BeginTransactionAsync(Cancellation);
                foreach (var sql in (string[])["select n from shop where id = 4", "update shop set n = 2 where id = 4"])
                {
                    await using var command = new NpgsqlCommand(sql, connection, transaction);
                    await command.ExecuteScalarAsync(Cancellation);
                }

                await transaction.CommitAsync(Cancellation);
            });
        });
}
