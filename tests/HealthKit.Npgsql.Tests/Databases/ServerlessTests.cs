using HealthKit.Checks;
using HealthKit.Npgsql.Tests.Custody;
using HealthKit.TestServers;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Npgsql.Tests.Databases;

/// <summary>The environment is the process's, so no other test runs meanwhile.</summary>
[Collection(nameof(GlobalLoggingTests))]
public class ServerlessTests(PostgresFixture postgres)
{
    private const string Platform = "K_SERVICE";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Asks_for_a_proxy_on_a_serverless_platform_and_knows_one_when_it_meets_it()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var pooler = await PgBouncerServer.StartAsync(database.Server, ["pool_mode=transaction"], Cancellation);
        Assert.Equal(Outcome.NotApplicable, await ProxyAsync(database.ConnectionString));
        Environment.SetEnvironmentVariable(Platform, "shop");
        try
        {
            Assert.Equal(Outcome.Fail, await ProxyAsync(database.ConnectionString));
            Assert.Equal(Outcome.Pass, await ProxyAsync(pooler.ConnectionStringFor(database)));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Platform, null);
        }
    }

    private static async Task<Outcome> ProxyAsync(string connectionString)
    {
        await using var host = await TestHost.StartAsync(services => services.AddNpgsqlDataSource(connectionString));
        await host.ReadDatabasesAsync();
        return (await host.CheckAsync("4.10")).Outcome;
    }
}
