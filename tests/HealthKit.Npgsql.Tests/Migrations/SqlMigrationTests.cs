using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Npgsql.Migrations;
using HealthKit.TestServers;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Npgsql.Tests.Migrations;

/// <summary>Checks 7.7 and 9.4 on folders of .sql files, with the history that a tool keeps in a real database.</summary>
public sealed class SqlMigrationTests(PostgresFixture postgres) : IDisposable
{
    private const string Schema = """
        create table orders (id int primary key, note text); insert into orders select i, '' from generate_series(1, 20000) i; analyze orders;
        create table tiny (id int);
        create table schemaversions (schemaversionsid serial, scriptname text, applied timestamp);
        insert into schemaversions (scriptname, applied) values ('Shop.Scripts.0001_old.sql', now() - interval '1 year'), ('0002_new.sql', now() - interval '3 days');
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("healthkit-migrations-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Fails_what_is_recent_or_pending_and_passes_once_it_is_rewritten()
    {
        await using var database = await postgres.CreateDatabaseAsync(Schema, Cancellation);
        Write("0001_old.sql", "drop table something;");
        Write("0002_new.sql", "select 1;\nalter table orders rename column note to remark;");
        Write("0003_pending.sql", "create index orders_note on orders (note);");
        await using var host = await StartAsync(database.ConnectionString, _folder);

        var breaking = await host.CheckAsync("7.7");
        Assert.Equal(Outcome.Fail, breaking.Outcome);
        var offender = Assert.Single(breaking.Offenders);
        Assert.EndsWith("/0002_new.sql:2", offender.Subject, StringComparison.Ordinal);
        Assert.Contains("applied in 0002_new.sql", offender.Observed, StringComparison.Ordinal);
        var locks = await host.CheckAsync("9.4");
        Assert.Equal(Outcome.Fail, locks.Outcome);
        Assert.Equal("CREATE INDEX CONCURRENTLY orders_note ON orders (note);", Assert.Single(locks.Offenders).Remedy!.Replace("orders(", "orders (", StringComparison.Ordinal));
        Assert.Contains("about 20,000 rows", locks.Offenders[0].Observed, StringComparison.Ordinal);

        Write("0002_new.sql", "alter table orders add column remark text;");
        Write("0003_pending.sql", "create index concurrently orders_note on orders (note);");
        await ReadAsync(host);
        Assert.Equal(Outcome.Pass, (await host.CheckAsync("7.7")).Outcome);
        Assert.Equal(Outcome.Pass, (await host.CheckAsync("9.4")).Outcome);

        Write("0003_pending.sql", "-- healthkit: acknowledged, nobody reads it since 4.2\nalter table orders drop column note;");
        await ReadAsync(host);
        var accepted = await host.CheckAsync("7.7");
        Assert.Equal(Outcome.Pass, accepted.Outcome);
        Assert.Contains("nobody reads it since 4.2", accepted.Observed, StringComparison.Ordinal);

        Write("0003_pending.sql", "create index tiny_id on tiny (id);");
        await ReadAsync(host);
        Assert.Equal(Outcome.Warn, (await host.CheckAsync("9.4")).Outcome);
    }

    [Fact]
    public async Task Does_not_know_what_is_applied_without_a_history()
    {
        await using var database = await postgres.CreateDatabaseAsync("create table orders (id int)", Cancellation);
        Write("0001.sql", "alter table orders drop column note;");
        await using (var host = await StartAsync(database.ConnectionString, _folder))
        {
            var check = await host.CheckAsync("7.7");
            Assert.Equal(Outcome.Unknown, check.Outcome);
            Assert.Contains("no table of applied migrations", check.Reason, StringComparison.Ordinal);
        }

        await using var missing = await StartAsync(database.ConnectionString, _folder + "/nothing");
        Assert.Contains("no such folder", (await missing.CheckAsync("7.7")).Reason, StringComparison.Ordinal);
        await using var none = await TestHost.StartAsync(services => services.AddNpgsqlDataSource(database.ConnectionString));
        Assert.Contains("MigrationFolders.Add", (await none.CheckAsync("7.7")).Reason, StringComparison.Ordinal);
    }

    private static async Task<TestHost> StartAsync(string connectionString, string folder)
    {
        var host = await TestHost.StartAsync(services => services.AddNpgsqlDataSource(connectionString), configuration: ("HealthAudit:Npgsql:MigrationFolders:0", folder));
        await ReadAsync(host);
        return host;
    }

    private static async Task ReadAsync(TestHost host)
    {
        var store = host.Services.GetRequiredService<EvidenceStore>();
        var source = store.Sources.OfType<SqlMigrationSource>().Single();
        for (var run = 0; run < 2; run++)
        {
            var before = store.LastReading(source);
            await Eventually.TrueAsync(
                async () =>
                {
                    await store.RefreshAsync(source, Cancellation);
                    return !ReferenceEquals(store.LastReading(source), before);
                },
                TimeSpan.FromSeconds(60),
                "the migrations are read",
                Cancellation);
        }
    }

    private void Write(string file, string sql) => File.WriteAllText(Path.Combine(_folder, file), sql);
}
