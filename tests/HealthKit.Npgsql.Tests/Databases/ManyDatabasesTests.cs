using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.TestServers;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Npgsql.Tests.Databases;

public class ManyDatabasesTests(PostgresFixture postgres)
{
    private const int Many = 18;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reads_every_database_in_turn_and_passes_none_unread()
    {
        await using var good = await postgres.CreateDatabaseAsync("create table shop (id int primary key);", Cancellation);
        await using var bad = await postgres.CreateDatabaseAsync(
            "create table shop (id int primary key); create table item (shop int references shop); insert into item select null from generate_series(1, 2000); analyze item;", Cancellation);

        // One database under many pools, and the last of all is another.
        await using var host = await TestHost.StartAsync(services =>
        {
            for (var i = 1; i < Many; i++)
            {
                services.AddNpgsqlDataSource(FormattableString.Invariant($"{good.ConnectionString};Maximum Pool Size={i}"), serviceKey: i);
            }

            services.AddNpgsqlDataSource(bad.ConnectionString, serviceKey: Many);
        });
        Assert.NotEqual(Outcome.Pass, (await host.CheckAsync("2.2")).Outcome);
        await host.ReadDatabasesAsync();
        var check = await host.CheckAsync("2.2");
        Assert.Equal((Outcome.Fail, "public.item (shop)"), (check.Outcome, check.Offenders[0].Subject));
        Assert.Equal(Many, (await host.EvidenceAsync<DatabaseServerEvidence>()).Servers.Count(static server => server.Unreadable is null));
    }
}
