using System.Net;
using HealthKit.Checks;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HealthKit.Npgsql.Tests.Hosting;

public class OutageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keeps_the_host_alive_while_the_server_is_killed_frozen_and_back()
    {
        await using var server = await PostgresServer.StartAsync(cancellationToken: Cancellation);
        // Test servers give up durability for speed: without a checkpoint the table may not survive the kill.
        await server.ExecuteAsync("create table shop (id int primary key); checkpoint;", cancellationToken: Cancellation);
        await using var host = await TestHost.StartAsync(
            services => services.AddNpgsqlDataSource(server.ConnectionString + ";Timeout=5"),
            app =>
            {
                app.MapGet("/plain", () => "fine");
                app.MapGet("/query", async (NpgsqlDataSource source) =>
                {
                    await using var command = source.CreateCommand("select 1");
                    return Results.Ok(await command.ExecuteScalarAsync(Cancellation));
                });
            });
        await host.GetAsync("/query", 5);
        await host.ReadDatabasesAsync();
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await ReadyAsync(host));
        Assert.Equal(Outcome.Pass, (await host.CheckAsync("2.2")).Outcome);

        await server.KillAsync(Cancellation);
        await host.ReadDatabasesAsync();
        await Eventually.TrueAsync(async () => (await ReadyAsync(host)).Status == HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(10), "not ready", Cancellation);
        foreach (var id in (string[])["2.2", "2.5", "2.6"])
        {
            var check = await host.CheckAsync(id);
            Assert.Equal(Outcome.Unknown, check.Outcome);
            Assert.DoesNotContain("127.0.0.1", check.Reason + string.Join(' ', check.Offenders.Select(static offender => offender.Observed)), StringComparison.Ordinal);
        }

        await host.GetAsync("/plain", 20);
        await host.GetAsync("/health/live");
        using (var failed = await host.Client.GetAsync("/query", Cancellation))
        {
            Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        }

        await server.RestartAsync(Cancellation);
        await Eventually.TrueAsync(async () => (await ReadyAsync(host)).Status == HttpStatusCode.OK, TimeSpan.FromSeconds(10), "ready again", Cancellation);
        await KnownAgainAsync(host);

        await server.FreezeAsync(Cancellation);
        await host.ReadDatabasesAsync();
        Assert.Equal(Outcome.Unknown, (await host.CheckAsync("2.2")).Outcome);
        Assert.Equal(Outcome.Unknown, (await host.CheckAsync("8.4")).Outcome);
        await Eventually.TrueAsync(async () => await ReadyAsync(host) == (HttpStatusCode.ServiceUnavailable, "Unhealthy"), TimeSpan.FromSeconds(20), "not ready while frozen", Cancellation);
        await host.GetAsync("/plain", 20);
        await server.ContinueAsync(Cancellation);
        await Eventually.TrueAsync(async () => (await ReadyAsync(host)).Status == HttpStatusCode.OK, TimeSpan.FromSeconds(20), "ready after the freeze", Cancellation);
        await KnownAgainAsync(host);
    }

    // The first reading may meet a connection of the application's pool that the outage broke.
    private static Task KnownAgainAsync(TestHost host) => Eventually.TrueAsync(
        async () =>
        {
            await host.ReadDatabasesAsync();
            return (await host.CheckAsync("2.2")).Outcome is Outcome.Pass;
        },
        TimeSpan.FromSeconds(30),
        "the catalog is known again",
        Cancellation);

    private static async Task<(HttpStatusCode Status, string Text)> ReadyAsync(TestHost host)
    {
        using var response = await host.Client.GetAsync("/health/ready", Cancellation);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }
}
