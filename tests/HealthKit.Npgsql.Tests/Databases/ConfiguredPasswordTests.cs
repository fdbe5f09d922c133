using HealthKit.Checks;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace HealthKit.Npgsql.Tests.Databases;

public class ConfiguredPasswordTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Database:ConnectionString", Outcome.Pass)]
    [InlineData("ConnectionStrings:Shop", Outcome.Pass)]
    [InlineData(null, Outcome.Unknown)]
    public async Task Reads_a_database_whose_connection_string_stands_in_any_section_though_code_changed_its_pool(string? key, Outcome expected)
    {
        await using var database = await postgres.CreateDatabaseAsync("create table shop (id int primary key)", Cancellation);
        var used = database.ConnectionString + ";Timeout=7;Maximum Pool Size=3";
        await using var host = await TestHost.StartAsync(
            static _ => { },
            app => app.MapGet("/", async () =>
            {
                await using var connection = new NpgsqlConnection(used);
                await connection.OpenAsync(Cancellation);
                await using var command = new NpgsqlCommand("select count(*) from shop", connection);
                return Results.Ok(await command.ExecuteScalarAsync(Cancellation));
            }),
            configuration: key is null ? [("Other:Setting", "Server=a;Nonsense=b")] : [("Other:Setting", "Server=a;Nonsense=b"), (key, database.ConnectionString)]);
        await host.GetAsync("/", 3);
        await host.ReadDatabasesAsync();

        Assert.Equal(expected, (await host.CheckAsync("2.2")).Outcome);
        Assert.DoesNotContain(new NpgsqlConnectionStringBuilder(used).Password!, await host.EvidenceJsonAsync(), StringComparison.Ordinal);
    }
}
