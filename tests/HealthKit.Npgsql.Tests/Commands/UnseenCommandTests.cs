using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HealthKit.Npgsql.Tests.Commands;

/// <summary>Commands that a data source leaves out of its traces: the statements of another one do not speak for them.</summary>
public class UnseenCommandTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Names_commands_whose_text_no_activity_tells(bool hides)
    {
        await using var seen = await postgres.CreateDatabaseAsync("create table item (id int primary key)", TestContext.Current.CancellationToken);
        await using var hidden = await postgres.CreateDatabaseAsync("create table secret (id int primary key)", TestContext.Current.CancellationToken);
        await using var host = await TestHost.StartAsync(
            services => services
                .AddNpgsqlDataSource(seen.ConnectionString)
                .AddNpgsqlDataSource(hidden.ConnectionString, builder => builder.ConfigureTracing(tracing => tracing.ConfigureCommandFilter(_ => !hides)), serviceKey: "hidden"),
            static app =>
            {
                app.MapGet("/seen", (NpgsqlDataSource source) => CountAsync(source, "select count(*) from item"));
                app.MapGet("/hidden", ([FromKeyedServices("hidden")] NpgsqlDataSource source) => CountAsync(source, "select count(*) from secret"));
            });

        await host.GetAsync("/seen", 60);
        await host.GetAsync("/hidden", 60);
        await host.BookedAsync(120);

        var queries = await host.EvidenceAsync<QueryEvidence>();
        Assert.Equal(hides ? 1 : 2, queries.Statements.Count);
        Assert.Equal(hides, queries.BlindSpots.Count == 1);
        if (hides)
        {
            Assert.StartsWith("Remove ConfigureCommandFilter(…)", queries.BlindSpots[0].Cure, StringComparison.Ordinal);
            Assert.Equal(Outcome.Unknown, (await host.CheckAsync("2.4")).Outcome);
        }
        else
        {
            Assert.Equal(Outcome.Pass, (await host.CheckAsync("2.4")).Outcome);
        }
    }

    [Fact]
    public async Task Counts_copies_batches_and_failures_as_seen()
    {
        await using var database = await postgres.CreateDatabaseAsync("create table item (id int primary key)", TestContext.Current.CancellationToken);
        await using var host = await TestHost.StartAsync(
            services => services.AddNpgsqlDataSource(database.ConnectionString),
            static app => app.MapGet("/all", async (NpgsqlDataSource source) =>
            {
                await using var connection = await source.OpenConnectionAsync();
                using (var reader = await connection.BeginTextExportAsync("copy item to stdout"))
                {
                    await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
                }

                await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new("select 1"), new("select 2") } };
                await batch.ExecuteNonQueryAsync();
                await using var wrong = new NpgsqlCommand("selec 1", connection);
                await Assert.ThrowsAsync<PostgresException>(() => wrong.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
            }));

        await host.GetAsync("/all", 60);
        await host.BookedAsync(60);

        var queries = await host.EvidenceAsync<QueryEvidence>();
        Assert.Empty(queries.BlindSpots);
        Assert.Equal(180, queries.Commands);
    }

    private static async Task<long> CountAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
