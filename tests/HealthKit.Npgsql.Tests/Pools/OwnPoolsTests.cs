using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Npgsql.Commands;
using HealthKit.Npgsql.Pools;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HealthKit.Npgsql.Tests.Pools;

public class OwnPoolsTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("healthkit-orders", null)]
    [InlineData("HealthKit.Api", null)]
    [InlineData("healthkit", null)]
    [InlineData("orders", "healthkit orders")]
    public async Task A_service_that_bears_the_name_is_seen_as_any_other(string application, string? name)
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        var (entered, go) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var host = await TestHost.StartAsync(
            services => services.AddNpgsqlDataSource($"{database.ConnectionString};Maximum Pool Size=1;Application Name={application}", builder =>
            {
                builder.Name = name;
                builder.UseHealthKit();
            }),
            app => app.MapGet("/", async (NpgsqlDataSource source) =>
            {
                // The first holds the only connection until the second waits for it.
                await using var connection = await source.OpenConnectionAsync(Cancellation);
                if (Interlocked.Increment(ref entered) == 1)
                {
                    await go.Task;
                }

                await using var command = new NpgsqlCommand("select 1", connection);
                await command.ExecuteScalarAsync(Cancellation);
            }));
        var requests = Task.WhenAll(host.GetAsync("/"), host.GetAsync("/"));
        var pools = host.Services.GetRequiredService<DatabaseSignals>().Pools;
        await Eventually.TrueAsync(() => pools.InUse.Any(static pool => pool.Waiting == 1), TimeSpan.FromSeconds(60), "the second request waits", Cancellation);
        go.SetResult();
        await requests;
        await host.BookedAsync(2);
        await using (var later = await host.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Cancellation))
        {
            await using var command = new NpgsqlCommand("select 2", later);
            await command.ExecuteScalarAsync(Cancellation);
        }

        await host.ReadDatabasesAsync();
        var pool = Assert.Single((await host.EvidenceAsync<PoolEvidence>()).Pools);
        Assert.Equal(1, pool.Waits);
        Assert.InRange(pool.LogicalOpens ?? 0, 3, 4);
        Assert.Equal(Outcome.Fail, (await host.CheckAsync("4.2")).Outcome);
        Assert.Equal(2, (await host.EvidenceAsync<CustodyEvidence>()).Opens);
        Assert.Equal(1, host.Services.GetRequiredService<DatabaseSignals>().BackgroundCommands);
    }

    [Fact]
    public void A_name_is_HealthKits_only_when_HealthKit_gave_it()
    {
        Assert.True(PoolSettings.TryParse("Host=db.internal.example;Username=shop_app;Password=hunter2;SSL Password=secret;Database=own_pools", out var settings));
        var (short_, kept) = (OwnPools.Name(settings, pooled: false), OwnPools.Name(settings, pooled: true));
        Assert.NotEqual(short_, kept);
        Assert.True(OwnPools.Contains(short_) && OwnPools.Contains(kept));
        Assert.StartsWith("healthkit own_pools #", short_, StringComparison.Ordinal);
        Assert.DoesNotContain("db.internal", short_ + kept, StringComparison.Ordinal);
        Assert.All((string[])["healthkit", "healthkit own_pools", short_ + " ", "Host=db;Application Name=healthkit"], static name => Assert.False(OwnPools.Contains(name), name));
    }
}
