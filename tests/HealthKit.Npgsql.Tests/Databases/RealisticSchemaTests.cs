using System.Globalization;
using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Reporting;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace HealthKit.Npgsql.Tests.Databases;

public class RealisticSchemaTests(PostgresFixture postgres)
{
    private static readonly string[] Scanning =
    [
        "select * from sales.order_line where product_id = @n",
        "select count(*) from sales.\"order\" where total = @n and state <> 'paid'",
        "select sum(value) from iot.metric where at = date '2026-03-01' + @n % 100 and value = @n % 11",
        "select id from sales.\"order\" where total + 0 = @n limit 1000",
    ];

    private static readonly string[] LookAlikes =
    [
        "select * from sales.order_line where order_id = @n",
        "select id from crm.task where state = @state", "select id from crm.task where title like @title", "select title from crm.task where @n::int is null or id = @n",
        "select id from sales.\"order\" where id = @n and state = (@enum)::sales.state",
        "select count(*) from sales.\"order\"",
        "select * from sales.\"order\" where total >= 0 limit 5",
        "select * from iot.metric where device_id = any(@ids) and at = '2026-03-01'",
        "select * from audit.exact where kind = @n",
        "select name from sales.customer where id = 7 and id <> @n",
        "select value from audit.setting where key = @key; select region from sales.customer where id = @n",
    ];

    private static readonly string[] Rare =
    [
        "select owner_id from billing.account where id = @n", "select url from crm.visit where id = @n", "select user_id from crm.preference where id = @n",
        "select account_id from crm.secret where id = @n", "insert into hr.skill values (@n + 1000000) on conflict do nothing",
    ];

    private static readonly TimeSpan BetweenReadings = TimeSpan.FromSeconds(13);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData(13)]
    [InlineData(18)]
    public async Task Finds_all_planted_faults_and_no_look_alike(int? version)
    {
        var server = version is null ? await postgres.GetServerAsync() : await postgres.GetVersionAsync(version.Value);
        await using var database = await server.CreateDatabaseAsync(RealisticSchema.Sql, Cancellation);
        await database.ExecuteAsync($"create role {database.Name} login password 'p' in role pg_stat_scan_tables; {RealisticSchema.GrantTo(database.Name)}", Cancellation);
        await using var host = await StartAsync(server.ConnectionStringFor(database.Name, database.Name, "p"));

        // Planned after the first calls, watched over the others. Several statements read each table, so that only the pace tells whose scans they are.
        foreach (var requests in (int[])[20, 20, 4, 24, 8, 30, 2, 16, 26, 6])
        {
            // Each request scans the lines of orders twice and reads them once through an index.
            await host.BookAsync(database, "sales.order_line", 3 * requests, () => RunAsync(host, requests), Cancellation);
            _time.Advance(BetweenReadings);
            await host.ReadDatabasesAsync();
        }

        await Eventually.TrueAsync(
            async () =>
            {
                await host.ReadDatabasesAsync();
                return (await host.EvidenceAsync<CatalogEvidence>()).Databases.All(static catalog => catalog.BloatUnreadable is null);
            },
            TimeSpan.FromSeconds(120),
            "every index is measured",
            Cancellation);

        var catalog = Assert.Single((await host.EvidenceAsync<CatalogEvidence>()).Databases);
        Assert.Equal(RealisticSchema.ForeignKeys, catalog.ForeignKeys);
        Assert.InRange(catalog.Tables!.Value, 43, 50);
        Assert.Equal(RealisticSchema.MissingIndexes, Subjects(await host.CheckAsync("2.2")));
        Assert.Equal(RealisticSchema.BloatedIndexes, Subjects(await host.CheckAsync("2.8")));
        Assert.Equal(RealisticSchema.UnguardedTables, Subjects(await host.CheckAsync("6.2")));
        Assert.Equal((Outcome.Fail, Outcome.Fail, Outcome.Fail, Outcome.Warn), await OutcomesAsync(host));

        var scans = await host.CheckAsync("2.3");
        Assert.Equal(4, FailedScans(scans).Count);
        Assert.All(FailedScans(scans), offender => Assert.Contains(Scanning, sql => offender.Subject.StartsWith(sql[..40], StringComparison.Ordinal)));
        var json = await host.EvidenceJsonAsync();
        Assert.DoesNotContain("paid", json, StringComparison.Ordinal);
        Assert.DoesNotContain("2026-03-01", json, StringComparison.Ordinal);

        // Every remedy is what it says.
        foreach (var statement in catalog.MissingForeignKeyIndexes.SelectMany(static index => index.CreateIndex.Split('\n')).Append("drop index billing.dunning_invoice")
            .Concat(RealisticSchema.BloatedIndexes.Select(static index => $"reindex index concurrently {index}"))
            .Concat(((string[])["crm.visit", "billing.account", "sales.\"order\""]).SelectMany(static table => (string[])[$"alter table {table} enable row level security", $"drop policy if exists everybody on {table}"])))
        {
            await database.ExecuteAsync(statement, Cancellation);
        }

        await using var cured = await StartAsync(server.ConnectionStringFor(database.Name, database.Name, "p"));
        await RunAsync(cured, 42);
        await Eventually.TrueAsync(
            async () =>
            {
                await cured.ReadDatabasesAsync();
                return (await cured.CheckAsync("2.8")).Outcome == Outcome.Pass;
            },
            TimeSpan.FromSeconds(60),
            "no index is bloated any more",
            Cancellation);
        Assert.Equal(Outcome.Pass, (await cured.CheckAsync("2.2")).Outcome);
        Assert.Equal(Outcome.Pass, (await cured.CheckAsync("6.2")).Outcome);
    }

    private static async Task<(Outcome ForeignKeys, Outcome Scans, Outcome Bloat, Outcome Owners)> OutcomesAsync(TestHost host) =>
        ((await host.CheckAsync("2.2")).Outcome, (await host.CheckAsync("2.3")).Outcome, (await host.CheckAsync("2.8")).Outcome, (await host.CheckAsync("6.2")).Outcome);

    private static IEnumerable<string> Subjects(CheckResult check) => check.Offenders.Select(static offender => offender.Subject).Order(StringComparer.Ordinal);

    // What is not known yet stands among the offenders too; only what failed has more than half a scan a call and no excuse.
    private static List<Offender> FailedScans(CheckResult check) => check.Outcome != Outcome.Fail ? [] :
        [.. check.Offenders.Where(static offender => offender.Observed.EndsWith(" calls", StringComparison.Ordinal) && offender.Observed.StartsWith("scans ", StringComparison.Ordinal))];

    private static async Task RunAsync(TestHost host, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await host.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/all/{i % 90}?rare={i % 10 == 0}"));
        }
    }

    private Task<TestHost> StartAsync(string connectionString) => TestHost.StartAsync(
        services => services.AddSingleton<TimeProvider>(_time).AddNpgsqlDataSource(connectionString),
        app => app.MapGet("/all/{n}", async (int n, bool rare, NpgsqlDataSource source) =>
        {
            foreach (var sql in (string[])[.. Scanning, .. Scanning, .. LookAlikes, .. rare ? Rare : []])
            {
                await using var command = source.CreateCommand(sql);
                Add(command, "n", n);
                Add(command, "key", $"k{n}");
                Add(command, "state", "open");
                Add(command, "enum", "new");
                Add(command, "title", "c4ca%");
                Add(command, "ids", (int[])[n, n + 1]);
                await command.ExecuteScalarAsync(Cancellation);
            }
        }));

    private static void Add(NpgsqlCommand command, string name, object value)
    {
        if (command.CommandText.Contains($"@{name}", StringComparison.Ordinal))
        {
            command.Parameters.AddWithValue(name, value);
        }
    }
}
