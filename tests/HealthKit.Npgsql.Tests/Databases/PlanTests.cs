using System.Globalization;
using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace HealthKit.Npgsql.Tests.Databases;

public class PlanTests(PostgresFixture postgres)
{
    private const string Orders = """
        create table "order" (id int primary key, customer int, state text, note text);
        insert into "order" select i, i % 5000, case when i % 500 = 0 then 'open' else 'done' end, md5(i::text) from generate_series(1, 30000) i;
        create index on "order" (state) where state = 'open'; create index on "order" (note text_pattern_ops); vacuum analyze "order";
        """;

    private static readonly TimeSpan BetweenReadings = TimeSpan.FromSeconds(13);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Finds_a_hot_statement_that_scans_and_passes_it_once_it_has_an_index()
    {
        await using var database = await postgres.CreateDatabaseAsync(Orders, Cancellation);
        await using (var host = await StartAsync(database, "select id from \"order\" where customer = @n and state <> 'gone'"))
        {
            await DriveUntilAsync(host, database, Outcome.Fail);
            var plan = Assert.Single((await host.EvidenceAsync<QueryPlanEvidence>()).Plans);
            Assert.Equal("CREATE INDEX CONCURRENTLY ON public.\"order\" (customer);", Assert.Single(plan.SequentialScans).CandidateIndex);
            Assert.DoesNotContain("gone", await host.EvidenceJsonAsync(), StringComparison.Ordinal);
            await database.ExecuteAsync($"{plan.SequentialScans[0].CandidateIndex} analyze \"order\"", Cancellation);
        }

        await using var cured = await StartAsync(database, "select id from \"order\" where customer = @n and state <> 'gone'");
        await DriveUntilAsync(cured, database, Outcome.Pass);
    }

    // What a forced generic plan scans and real calls do not; what a LIMIT ends early; and a scan that is asked for.
    [Theory]
    [InlineData("select id from \"order\" where state = @state")]
    [InlineData("select id from \"order\" where note like @note")]
    [InlineData("select note from \"order\" where @n::int is null or id = @n")]
    [InlineData("select note from \"order\" where id > 0 limit 3")]
    [InlineData("select count(*) from \"order\"")]
    public async Task Passes_what_only_looks_like_a_scan(string sql)
    {
        await using var database = await postgres.CreateDatabaseAsync(Orders, Cancellation);
        await using var host = await StartAsync(database, sql);
        await DriveUntilAsync(host, database, Outcome.Pass);
    }

    // The calls go through the partial index; another client scans the same table as often as they are made.
    [Fact]
    public async Task Blames_no_statement_for_what_another_session_scans()
    {
        await using var database = await postgres.CreateDatabaseAsync(Orders, Cancellation);
        await using var host = await StartAsync(database, "select id from \"order\" where state = @state");
        await using var job = NpgsqlDataSource.Create(database.ConnectionString + ";Application Name=job;Max Auto Prepare=0");
        var seen = "";
        await Eventually.TrueAsync(
            async () =>
            {
                await RunBookedAsync(host, database, async () =>
                {
                    await host.GetAsync("/run/1?which=0", 30);
                    for (var i = 0; i < 30; i++)
                    {
                        await using var scan = job.CreateCommand("select count(*) from \"order\" where md5(note) = 'x'");
                        await scan.ExecuteScalarAsync(Cancellation);
                    }

                    job.Clear();
                }, 60);
                var check = await host.CheckAsync("2.3");
                Assert.NotEqual(Outcome.Fail, check.Outcome);
                seen = check.Reason ?? "";
                return seen.Contains("somebody else may be scanning it", StringComparison.Ordinal);
            },
            TimeSpan.FromSeconds(120),
            "the counters of the table hold the scans",
            Cancellation);
        Assert.Contains("public.\"order\"", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blames_a_statement_at_a_steady_pace_though_others_use_the_tables_indexes_all_the_time()
    {
        await using var database = await postgres.CreateDatabaseAsync(Orders + "drop index order_state_idx", Cancellation);
        await using var host = await StartAsync(database, "select note from \"order\" where customer = @n");
        await Eventually.TrueAsync(
            async () =>
            {
                await RunBookedAsync(host, database, async () =>
                {
                    await host.GetAsync("/run/1?which=0", 30);
                    await database.ExecuteAsync("do $$ begin for i in 1 .. 600 loop perform note from \"order\" where id = i; end loop; end $$", Cancellation);
                }, 630);
                return (await host.CheckAsync("2.3")).Outcome == Outcome.Fail;
            },
            TimeSpan.FromSeconds(120),
            "2.3 fails",
            Cancellation);
        var scan = Assert.Single(Assert.Single((await host.EvidenceAsync<QueryPlanEvidence>()).Plans).SequentialScans);
        Assert.True(scan.NoIndexServes);
        Assert.False(scan.FollowsCalls);
        Assert.Equal(0, scan.CallsWithoutIndex);
    }

    // Every call uses the partial index, in one transaction: the server books the uses at its end, while a job's scans are booked at once.
    [Fact]
    public async Task Blames_no_statement_whose_uses_of_an_index_wait_for_the_end_of_a_transaction()
    {
        await using var database = await postgres.CreateDatabaseAsync(Orders, Cancellation);
        await using var host = await StartAsync(database, "select id from \"order\" where state = @state");
        await using var connection = await host.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Cancellation);
        Task ScanAsync() => database.ExecuteAsync("do $$ begin for i in 1 .. 60 loop perform count(*) from \"order\" where md5(note) = 'x'; end loop; end $$", Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        for (var round = 0; round < 5; round++)
        {
            for (var call = 0; call < 40; call++)
            {
                await using var command = new NpgsqlCommand("select id from \"order\" where state = @state", connection);
                command.Parameters.AddWithValue("state", "open");
                await command.ExecuteScalarAsync(Cancellation);
            }

            await RunBookedAsync(host, database, ScanAsync, 60);
            Assert.NotEqual(Outcome.Fail, (await host.CheckAsync("2.3")).Outcome);
        }

        var waiting = Assert.Single(Assert.Single((await host.EvidenceAsync<QueryPlanEvidence>()).Plans).SequentialScans);
        Assert.True(waiting.CallsWatched >= 100);
        Assert.Equal((0, 0), (waiting.CallsCompared, waiting.CallsWithoutIndex));

        await transaction.CommitAsync(Cancellation);
        await Eventually.TrueAsync(
            async () =>
            {
                await RunBookedAsync(host, database, ScanAsync, 60);
                var scan = Assert.Single(Assert.Single((await host.EvidenceAsync<QueryPlanEvidence>()).Plans).SequentialScans);
                Assert.Equal(0, scan.CallsWithoutIndex);
                return scan.CallsCompared >= 100;
            },
            TimeSpan.FromSeconds(120),
            "the calls are compared once the transaction has ended",
            Cancellation);
        Assert.NotEqual(Outcome.Fail, (await host.CheckAsync("2.3")).Outcome);
    }

    [Fact]
    public async Task Says_why_a_statement_is_not_planned_and_passes_once_it_is_cold()
    {
        await using var database = await postgres.CreateDatabaseAsync(Orders, Cancellation);
        await using var host = await StartAsync(database, "create temp table if not exists scratch (id int)", "select id from scratch where id = @n", "select note from \"order\" where id = @n");
        await host.GetAsync("/run/1?which=0");
        for (var i = 0; i < 20; i++)
        {
            await host.GetAsync("/run/1?which=01");
        }

        await host.ReadDatabasesAsync();
        var check = await host.CheckAsync("2.3");
        Assert.Equal(Outcome.Unknown, check.Outcome);
        Assert.Contains("not planned: the server would not plan it (SQLSTATE 42P01)", check.Reason, StringComparison.Ordinal);

        for (var i = 0; i < 400; i++)
        {
            await host.GetAsync("/run/1?which=2222222222");
        }

        await Eventually.TrueAsync(
            async () =>
            {
                await host.ReadDatabasesAsync();
                return (await host.CheckAsync("2.3")).Outcome == Outcome.Pass;
            },
            TimeSpan.FromSeconds(60),
            "2.3 passes once the temporary table is a small part",
            Cancellation);
    }

    [Fact]
    public async Task Session_control_and_copies_do_not_stand_in_the_way()
    {
        await using var database = await postgres.CreateDatabaseAsync(Orders, Cancellation);
        await using var host = await StartAsync(database, "set application_name = 'x'", "select note from \"order\" where id = @n");
        for (var i = 0; i < 30; i++)
        {
            await host.GetAsync("/run/1?which=0001");
            await host.GetAsync("/copy");
        }

        await host.ReadDatabasesAsync();
        Assert.Equal(Outcome.Pass, (await host.CheckAsync("2.3")).Outcome);
    }

    private Task DriveUntilAsync(TestHost host, PostgresDatabase database, Outcome expected) => Eventually.TrueAsync(
        async () =>
        {
            await RunBookedAsync(host, database, async () =>
            {
                for (var i = 0; i < 30; i++)
                {
                    await host.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/run/{i}?which=0"));
                }
            }, 30);
            return (await host.CheckAsync("2.3")).Outcome == expected;
        },
        TimeSpan.FromSeconds(120),
        $"2.3 is {expected}",
        Cancellation);

    private async Task RunBookedAsync(TestHost host, PostgresDatabase database, Func<Task> work, long reads)
    {
        await host.BookAsync(database, "\"order\"", reads, work, Cancellation);
        _time.Advance(BetweenReadings);
        await host.ReadDatabasesAsync();
    }

    private Task<TestHost> StartAsync(PostgresDatabase database, params string[] statements) => TestHost.StartAsync(
        services => services.AddSingleton<TimeProvider>(_time).AddNpgsqlDataSource(database.ConnectionString + ";Max Auto Prepare=0"),
        app =>
        {
            app.MapGet("/run/{n}", async (int n, string which, NpgsqlDataSource source) =>
            {
                await using var connection = await source.OpenConnectionAsync(Cancellation);
                foreach (var sql in which.Select(digit => statements[digit - '0']))
                {
                    await using var command = new NpgsqlCommand(sql, connection);
                    foreach (var (name, value) in ((string, object)[])[("n", n), ("state", "open"), ("note", "c4ca%")])
                    {
                        if (sql.Contains($"@{name}", StringComparison.Ordinal))
                        {
                            command.Parameters.AddWithValue(name, value);
                        }
                    }

                    await command.ExecuteScalarAsync(Cancellation);
                }
            });
            app.MapGet("/copy", async (NpgsqlDataSource source) =>
            {
                await using var connection = await source.OpenConnectionAsync(Cancellation);
                using var reader = await connection.BeginTextExportAsync("copy (select 1) to stdout", Cancellation);
                await reader.ReadToEndAsync(Cancellation);
            });
        });
}
