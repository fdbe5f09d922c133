using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HealthKit.Npgsql.Tests.Databases;

public class PlanTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Finds_a_hot_statement_that_scans_and_passes_it_once_it_has_an_index()
    {
        await using var database = await postgres.CreateDatabaseAsync(
            "create table orders (id int primary key, customer int, note text); insert into orders select i, i % 5000, 'x' from generate_series(1, 30000) i; analyze orders", Cancellation);
        await ScanAsync(database, Outcome.Fail);
        await database.ExecuteAsync("create index on orders (customer); analyze orders", Cancellation);
        await ScanAsync(database, Outcome.Pass);
    }

    [Fact]
    public async Task Finds_the_scan_of_one_row_by_a_column_without_an_index_but_not_of_a_first_page()
    {
        await using var database = await postgres.CreateDatabaseAsync(
            "create table links (id int primary key, token text, live boolean); insert into links select i, (30001 - i)::text, true from generate_series(1, 30000) i; analyze links", Cancellation);
        await AuditAsync(database, "select id from links where token = @value::text limit 1", Outcome.Fail);
        await AuditAsync(database, "select id from links where live and id <> @value limit 20", Outcome.Pass);
        await database.ExecuteAsync("create index on links (token); analyze links", Cancellation);
        await AuditAsync(database, "select id from links where token = @value::text limit 1", Outcome.Pass);
    }

    [Fact]
    public async Task Finds_the_scan_in_the_second_statement_of_a_command()
    {
        await using var database = await postgres.CreateDatabaseAsync(
            "create table links (id int primary key); create table visits (link int, note text); insert into links select generate_series(1, 100); insert into visits select i % 100, 'x' from generate_series(1, 30000) i; analyze", Cancellation);
        await AuditAsync(database, "select id from links where id = @value; select note from visits where link = @value", Outcome.Fail);
        await database.ExecuteAsync("create index on visits (link); analyze", Cancellation);
        await AuditAsync(database, "select id from links where id = @value; select note from visits where link = @value", Outcome.Pass);
    }

    private static Task ScanAsync(PostgresDatabase database, Outcome expected) => AuditAsync(database, "select id from orders where customer = @value", expected);

    private static async Task AuditAsync(PostgresDatabase database, string sql, Outcome expected)
    {
        await using var host = await TestHost.StartAsync(
            services => services.AddNpgsqlDataSource(database.ConnectionString + ";Max Auto Prepare=0"),
            app => app.MapGet("/rows/{value:int}", async (int value, NpgsqlDataSource source) =>
            {
                await using var command = source.CreateCommand(sql);
                command.Parameters.AddWithValue("value", value);
                await command.ExecuteScalarAsync(Cancellation);
            }));
        await host.GetAsync("/rows/7", 30);
        await host.ReadDatabasesAsync();
        await host.GetAsync("/rows/8", 60);

        // The server's own counters come late: a session reports them once it has been idle for a while.
        await Eventually.TrueAsync(
            async () =>
            {
                await host.ReadDatabasesAsync();
                return (await host.CheckAsync("2.3")).Outcome == expected;
            },
            TimeSpan.FromSeconds(30),
            $"2.3 is {expected}",
            Cancellation);
        if (expected == Outcome.Fail && sql.Contains("customer", StringComparison.Ordinal))
        {
            var plan = Assert.Single((await host.EvidenceAsync<QueryPlanEvidence>()).Plans);
            Assert.Equal("CREATE INDEX CONCURRENTLY ON public.orders (customer);", Assert.Single(plan.SequentialScans).CandidateIndex);
        }
    }
}
