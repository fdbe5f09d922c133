using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Reporting;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HealthKit.Npgsql.Tests.Hosting;

/// <summary>7.5 where middleware queries the database for every request, also for those of liveness.</summary>
public class LivenessTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fails_liveness_that_middleware_asks_the_database_for_and_passes_once_it_is_left_out()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using (var host = await StartAsync(database.ConnectionString, static _ => true))
        {
            var check = await ProbedAsync(host, 4);
            Assert.Equal(Outcome.Fail, check.Outcome);
            Assert.Contains("commands went to a database in 4 of 4 calls of liveness", check.Observed, StringComparison.Ordinal);
        }

        await using var cured = await StartAsync(database.ConnectionString, static context => !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal));
        await cured.GetAsync("/work", 4);
        Assert.Equal(Outcome.Pass, (await ProbedAsync(cured, 4)).Outcome);
    }

    [Fact]
    public async Task Says_nothing_of_what_the_first_request_alone_does()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        var isFirst = 1;
        await using var host = await StartAsync(database.ConnectionString, _ => Interlocked.Exchange(ref isFirst, 0) == 1);
        Assert.Equal(Outcome.Pass, (await ProbedAsync(host, 5)).Outcome);
        Assert.Equal(0, isFirst);
    }

    private static async Task<CheckResult> ProbedAsync(TestHost host, int times)
    {
        await host.GetAsync("/health/live", times);

        // Completion is booked after the answer has left.
        await Eventually.TrueAsync(
            async () =>
            {
                await host.ReadAsync("health.endpoints");
                return (await host.EvidenceAsync<HealthEndpointEvidence>()).Live?.Calls == times;
            },
            TimeSpan.FromSeconds(60),
            "the calls are counted",
            Cancellation);
        return await host.CheckAsync("7.5");
    }

    private static Task<TestHost> StartAsync(string connectionString, Func<HttpContext, bool> queries) => TestHost.StartAsync(
        services => services.AddNpgsqlDataSource(connectionString),
        app =>
        {
            app.Use(async (context, next) =>
            {
                if (queries(context))
                {
                    await using var command = app.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("select 1");
                    await command.ExecuteScalarAsync(Cancellation);
                }

                await next(context);
            });
            app.MapGet("/work", static () => "done");
        });
}
