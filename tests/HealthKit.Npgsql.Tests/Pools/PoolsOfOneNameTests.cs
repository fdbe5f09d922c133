using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.TestServers;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HealthKit.Npgsql.Tests.Pools;

/// <summary>Several pools of one connection string: a data source has one of its own, beside that of whoever opens by the string.</summary>
public class PoolsOfOneNameTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Adds_them_up_and_holds_all_of_them_against_what_the_server_allows(bool otherOrder)
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        var connectionString = await LimitedAsync(database);
        await using (var host = await TestHost.StartAsync(services => services.AddNpgsqlDataSource(connectionString)))
        await using (var first = await OpenAsync(host))
        await using (var second = await OpenAsync(host))
        await using (var third = new NpgsqlConnection(otherOrder ? Reordered(connectionString) : connectionString))
        {
            await third.OpenAsync(Cancellation);
            await host.ReadDatabasesAsync();
            var pool = Assert.Single((await host.EvidenceAsync<PoolEvidence>()).Pools);
            Assert.Equal(3, pool.Used);
            var size = await host.CheckAsync("4.2");
            Assert.Equal(Outcome.Fail, size.Outcome);
            Assert.Contains("more connections than the server allows; Maximum Pool Size 8", size.Observed, StringComparison.Ordinal);
        }

        await ClearAsync(connectionString, otherOrder);
        await using var cured = await TestHost.StartAsync(services => services.AddNpgsqlDataSource(connectionString));
        await using (var first = await OpenAsync(cured))
        await using (var second = await OpenAsync(cured))
        {
            await cured.ReadDatabasesAsync();
            Assert.Equal(2, Assert.Single((await cured.EvidenceAsync<PoolEvidence>()).Pools).Used);
            var size = await cured.CheckAsync("4.2");
            Assert.Equal(Outcome.Unknown, size.Outcome);
            Assert.Contains("Maximum Pool Size 4;", size.Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Counts_no_pool_that_only_HealthKit_has_used_or_nobody()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        var connectionString = await LimitedAsync(database);
        await using var idle = NpgsqlDataSource.Create(connectionString);

        // The self-test opens a connection of the data source's own pool.
        await using var host = await TestHost.StartAsync(services => services.AddNpgsqlDataSource(connectionString));
        await host.ReadDatabasesAsync();
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Cancellation);
        var pool = Assert.Single((await host.EvidenceAsync<PoolEvidence>()).Pools);
        Assert.Equal(1, pool.Used);
        Assert.NotEqual(Outcome.Fail, (await host.CheckAsync("4.2")).Outcome);
        await connection.CloseAsync();
        await ClearAsync(connectionString, otherOrder: false);
    }

    // Two pools of four are more than the role may have, one is not.
    private static async Task<string> LimitedAsync(PostgresDatabase database)
    {
        await database.ExecuteAsync($"create role {database.Name} login password 'p' connection limit 7", Cancellation);
        return database.Server.ConnectionStringFor(database.Name, database.Name, "p") + ";Maximum Pool Size=4";
    }

    private static string Reordered(string connectionString)
    {
        var words = connectionString.Split(';', StringSplitOptions.RemoveEmptyEntries);
        Array.Reverse(words);
        return string.Join(';', words);
    }

    private static ValueTask<NpgsqlConnection> OpenAsync(TestHost host) => host.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Cancellation);

    // The pool of the string is the process's.
    private static async Task ClearAsync(string connectionString, bool otherOrder)
    {
        await using var connection = new NpgsqlConnection(otherOrder ? Reordered(connectionString) : connectionString);
        NpgsqlConnection.ClearPool(connection);
    }
}
