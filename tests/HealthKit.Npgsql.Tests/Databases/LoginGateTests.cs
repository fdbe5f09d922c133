using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Npgsql.Databases;
using HealthKit.TestServers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace HealthKit.Npgsql.Tests.Databases;

/// <summary>Sessions of one login wait for each other: that is no fault of the server's, and what is known of a database is kept meanwhile.</summary>
public class LoginGateTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keeps_what_is_known_while_another_session_has_the_login_and_says_so_when_that_is_old()
    {
        await using var database = await postgres.CreateDatabaseAsync("create table shop (id int primary key)", Cancellation);
        await using var host = await TestHost.StartAsync(services => services.AddSingleton<TimeProvider>(_time).AddNpgsqlDataSource(database.ConnectionString));
        await host.ReadDatabasesAsync();
        Assert.Equal(Outcome.Pass, (await host.CheckAsync("2.2")).Outcome);

        var registry = host.Services.GetRequiredService<DatabaseRegistry>();
        await using (await registry.Connections.OpenAsync(Assert.Single(registry.All()), Cancellation))
        {
            await ReadWaitingAsync(host);
            Assert.Null(await UnreadableAsync(host));
            Assert.Equal(Outcome.Pass, (await host.CheckAsync("2.2")).Outcome);

            _time.Advance(TimeSpan.FromMinutes(2));
            await ReadWaitingAsync(host);
            Assert.Contains("one session at a time for each login", await UnreadableAsync(host), StringComparison.Ordinal);
            Assert.Equal(Outcome.Unknown, (await host.CheckAsync("2.2")).Outcome);
        }

        await host.ReadDatabasesAsync();
        Assert.Null(await UnreadableAsync(host));
        Assert.Equal(Outcome.Pass, (await host.CheckAsync("2.2")).Outcome);
    }

    private static async Task<string?> UnreadableAsync(TestHost host) => Assert.Single((await host.EvidenceAsync<DatabaseServerEvidence>()).Servers).Unreadable;

    // The waits end by the clock.
    private async Task ReadWaitingAsync(TestHost host)
    {
        var reading = host.ReadDatabasesAsync();
        await Eventually.TrueAsync(
            () =>
            {
                if (!reading.IsCompleted)
                {
                    _time.Advance(TimeSpan.FromMilliseconds(250));
                }

                return reading.IsCompleted;
            },
            Patience,
            "the reading ends",
            Cancellation);
        await reading;
    }
}
