using System.Net;
using HealthKit.TestServers;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Npgsql.Tests.Hosting;

public class ReadyProbeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Host=db.secret.example;Username=billing;Password=hunter2;Timeout=3")]
    [InlineData("Host=127.0.0.1;Port=1;Username=billing;Password=hunter2")]
    public async Task Tells_nobody_more_than_a_word(string connectionString)
    {
        await using var host = await TestHost.StartAsync(services => services.AddNpgsqlDataSource(connectionString));
        using var response = await host.Client.GetAsync("/health/ready", Cancellation);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), (response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation)));
        var headers = string.Join(' ', response.Headers.SelectMany(static header => header.Value));
        Assert.DoesNotContain("secret", headers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gives_up_after_its_own_timeout_whatever_the_connection_string_says()
    {
        await using var server = await PostgresServer.StartAsync(cancellationToken: Cancellation);
        await using var host = await TestHost.StartAsync(
            services => services.AddNpgsqlDataSource(server.ConnectionString + ";Timeout=300;Command Timeout=300"), options: static options => options.ReadyTimeout = TimeSpan.FromSeconds(4));
        await server.FreezeAsync(Cancellation);
        using var response = await host.Client.GetAsync("/health/ready", Cancellation).WaitAsync(TimeSpan.FromSeconds(120), Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        await server.ContinueAsync(Cancellation);
        await Eventually.TrueAsync(
            async () =>
            {
                using var again = await host.Client.GetAsync("/health/ready", Cancellation);
                return again.StatusCode == HttpStatusCode.OK;
            },
            TimeSpan.FromSeconds(60), "ready again", Cancellation);
    }

    [Fact]
    public async Task Asks_nothing_where_it_is_switched_off()
    {
        await using var host = await TestHost.StartAsync(
            static services => services.AddNpgsqlDataSource("Host=127.0.0.1;Port=1;Username=billing"), options: static options => options.AddReadyCheck = false);
        using var response = await host.Client.GetAsync("/health/ready", Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
