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

    private static async Task ScanAsync(PostgresDatabase database, Outcome expected)
    {
        await using var host = await TestHost.StartAsync(
            services => services.AddNpgsqlDataSource(database.ConnectionString + ";Max Auto Prepare=0"),
            app => app.MapGet("/orders/{customer}", async (int customer, NpgsqlDataSource source) =>
            {
                await using var command = source.CreateCommand("select id from orders where customer = @customer");
                command.Parameters.AddWithValue("customer", customer);
                await command.ExecuteScalarAsync(Cancellation);
            }));
        await host.GetAsync("/orders/7", 30);
        await host.ReadDatabasesAsync();
        await host.GetAsync("/orders/8", 60);

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
        if (expected == Outcome.Fail)
        {
            var plan = Assert.Single((await host.EvidenceAsync<QueryPlanEvidence>()).Plans);
            Assert.Equal("CREATE INDEX CONCURRENTLY ON public.orders (customer);", Assert.Single(plan.SequentialScans).CandidateIndex);
        }
    }
}
