using System.Diagnostics;
using HealthKit.Npgsql.Commands;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HealthKit.Npgsql.Tests.Commands;

/// <summary>HealthKit listens too, and must still know whether somebody else does.</summary>
public class ForeignListenerTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Knows_a_foreign_listener_by_the_commands_that_HealthKit_declined()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var host = await TestHost.StartAsync(
            services => services.AddNpgsqlDataSource(database.ConnectionString),
            app => app.MapGet("/", async (NpgsqlDataSource source) =>
            {
                Assert.Null(Activity.Current?.Source.Name == NpgsqlInstruments.ActivitySource ? "a span of the driver leaked" : null);

                // As hosting makes for a request where there is a logger.
                using var request = new Activity("request").Start();
                await using var command = source.CreateCommand("select 1");
                await command.ExecuteScalarAsync(Cancellation);
            }));

        var before = CommandSampler.ForeignTraces;
        await host.GetAsync("/", 600);
        var alone = CommandSampler.ForeignTraces;
        Assert.True(alone.Watched - before.Watched >= 20, $"{alone.Watched - before.Watched} of 600 declined");
        Assert.Equal(before.Recorded, alone.Recorded);

        var (recorded, seen) = (0, 0);
        using (var foreign = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == NpgsqlInstruments.ActivitySource,
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                // The process has other work: HealthKit's own, and what an earlier test left behind.
                if (activity.Parent is { OperationName: "request" } && !activity.OperationName.StartsWith(NpgsqlInstruments.ConnectActivity, StringComparison.Ordinal))
                {
                    Interlocked.Increment(ref seen);
                    Interlocked.Add(ref recorded, activity.Recorded ? 1 : 0);
                }
            },
        })
        {
            ActivitySource.AddActivityListener(foreign);
            await host.GetAsync("/", 600);
        }

        var together = CommandSampler.ForeignTraces;
        Assert.True(together.Watched > alone.Watched);
        Assert.Equal(together.Watched - alone.Watched, together.Recorded - alone.Recorded);
        Assert.Equal((600, 600), (seen, recorded));
    }

    [Fact]
    public async Task Never_has_a_command_recorded_that_nobody_else_wants()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var host = await TestHost.StartAsync(
            services => services.AddNpgsqlDataSource(database.ConnectionString),
            app => app.MapGet("/", async (NpgsqlDataSource source) =>
            {
                await using var command = source.CreateCommand("select 1");
                await command.ExecuteScalarAsync(Cancellation);
            }));

        var recorded = 0;
        using var bystander = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == NpgsqlInstruments.ActivitySource,
            Sample = static (ref _) => ActivitySamplingResult.None,
            ActivityStopped = activity => Interlocked.Add(ref recorded, activity.Recorded ? 1 : 0),
        };
        ActivitySource.AddActivityListener(bystander);
        await host.GetAsync("/", 50);
        Assert.True(host.Services.GetRequiredService<DatabaseSignals>().Sampled > 0);
        Assert.Equal(0, recorded);
    }
}
