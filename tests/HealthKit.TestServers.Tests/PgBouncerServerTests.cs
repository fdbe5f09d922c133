using HealthKit.TestServers.Commands;

namespace HealthKit.TestServers.Tests;

public sealed class PgBouncerServerTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lets_the_superuser_and_other_roles_through()
    {
        await using var database = await postgres.CreateDatabaseAsync(
            "CREATE ROLE pooled_app LOGIN PASSWORD 'app-password'", Cancellation);
        await using var pooler = await PgBouncerServer.StartAsync(database.Server, ["pool_mode=transaction"], Cancellation);

        Assert.Equal("postgres", await WhoAmIAsync(pooler.ConnectionStringFor(database)));
        Assert.Equal("pooled_app", await WhoAmIAsync(pooler.ConnectionStringFor(database.Name, "pooled_app", "app-password")));
        Assert.Equal(database.Server.Port, int.Parse(await ScalarAsync(pooler.ConnectionStringFor(database), "SHOW port"), null));
    }

    private static Task<string> WhoAmIAsync(string connectionString) => ScalarAsync(connectionString, "SELECT current_user");

    private static async Task<string> ScalarAsync(string connectionString, string sql)
    {
        var parts = connectionString.Split(';').Select(static part => part.Split('=', 2)).ToDictionary(static p => p[0], static p => p[1]);
        var result = await Command.RunAsync(
            "psql",
            ["-XAtq", "-h", parts["Host"], "-p", parts["Port"], "-U", parts["Username"], "-d", parts["Database"], "-c", sql],
            environment: new Dictionary<string, string> { ["PGPASSWORD"] = parts["Password"] },
            cancellationToken: Cancellation);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output.Trim();
    }
}
