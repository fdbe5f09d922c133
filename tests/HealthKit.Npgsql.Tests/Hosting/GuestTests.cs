using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace HealthKit.Npgsql.Tests.Hosting;

public class GuestTests
{
    private const string Nowhere = "Host=127.0.0.1;Port=1;Username=app;Password=x;Database=shop;Timeout=1";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Starts_beside_a_check_of_the_hosts_that_has_its_name_in_whatever_case()
    {
        await using var host = await TestHost.StartAsync(
            static services => services.AddNpgsqlDataSource(Nowhere).AddHealthChecks().AddCheck("PostgreSql", static () => HealthCheckResult.Healthy()),
            static app => app.MapHealthChecks("/mine"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, "/mine"));
    }

    [Fact]
    public async Task Lets_an_endpoint_of_the_hosts_that_runs_every_check_ask_what_it_asked_before()
    {
        await using var host = await TestHost.StartAsync(
            static services => services.AddNpgsqlDataSource(Nowhere).AddHealthChecks(),
            static app => app.MapHealthChecks("/alive"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, "/alive"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(host, "/health/ready"));
    }

    private static async Task<HttpStatusCode> StatusAsync(TestHost host, string path)
    {
        using var response = await host.Client.GetAsync(path, Cancellation);
        return response.StatusCode;
    }
}
