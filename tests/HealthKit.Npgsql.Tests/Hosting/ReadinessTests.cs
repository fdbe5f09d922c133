using System.Net;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HealthKit.Npgsql.Tests.Hosting;

public class ReadinessTests(PostgresFixture postgres)
{
    private const string Nowhere = "Host=127.0.0.1;Port=1;Username=app;Password=x;Database=reports;Timeout=1";

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Leaves_an_instance_in_that_has_connections_while_the_server_takes_no_more()
    {
        await using var server = await PostgresServer.StartAsync(["max_connections=12", "superuser_reserved_connections=3"], Cancellation);
        await server.ExecuteAsync("create role app login password 'app'", cancellationToken: Cancellation);
        var connectionString = server.ConnectionStringFor("postgres", "app", "app");
        await using var warm = await StartAsync(connectionString);
        await warm.GetAsync("/query");

        List<NpgsqlConnection> others = [];
        await Eventually.TrueAsync(
            async () =>
            {
                await FillWithoutAsync(server, others, connectionString);
                return await ReadyAsync(warm) == (HttpStatusCode.OK, "Degraded");
            },
            Bound,
            "ready, and degraded",
            Cancellation);
        await warm.GetAsync("/query");

        // One that has no connection yet cannot serve: it waits for its turn outside.
        await using (var cold = await StartAsync(connectionString))
        {
            await Eventually.TrueAsync(
                async () =>
                {
                    await FillWithoutAsync(server, others, connectionString);
                    return await ReadyAsync(cold) == (HttpStatusCode.ServiceUnavailable, "Unhealthy");
                },
                Bound,
                "out",
                Cancellation);
            Assert.Equal(HttpStatusCode.OK, (await ReadyAsync(warm)).Status);
            others.ForEach(static connection => connection.Dispose());
            await BecomesAsync(cold, HttpStatusCode.OK, "Healthy");
        }

        await BecomesAsync(warm, HttpStatusCode.OK, "Healthy");
        await server.KillAsync(Cancellation);
        await BecomesAsync(warm, HttpStatusCode.ServiceUnavailable, "Unhealthy");
    }

    [Fact]
    public async Task Leaves_an_instance_in_all_of_whose_connections_are_at_work()
    {
        await using var database = await postgres.CreateDatabaseAsync("create role busy login password 'busy' connection limit 1", Cancellation);
        await using var host = await StartAsync(database.Server.ConnectionStringFor(database.Name, "busy", "busy") + ";Maximum Pool Size=1;Timeout=30");
        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    await using var connection = await host.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Cancellation);
                    return await ReadyAsync(host) == (HttpStatusCode.OK, "Degraded");
                }
                catch (PostgresException)
                {
                    return false;
                }
            },
            Bound,
            "ready, and degraded",
            Cancellation);
        await host.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        await database.ExecuteAsync("drop role busy", Cancellation);
    }

    [Theory]
    [InlineData("", HttpStatusCode.OK, "Degraded")]
    [InlineData("reports", HttpStatusCode.ServiceUnavailable, "Unhealthy")]
    [InlineData("statistics", HttpStatusCode.ServiceUnavailable, "Unhealthy")]
    public async Task Goes_out_for_a_second_database_only_where_it_is_required(string required, HttpStatusCode status, string text)
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var host = await TestHost.StartAsync(
            services =>
            {
                services.AddNpgsqlDataSource(database.ConnectionString);
                services.AddNpgsqlDataSource(Nowhere, serviceKey: "statistics");
            },
            options: options =>
            {
                if (required.Length > 0)
                {
                    options.RequiredDatabases.Add(required);
                }
            });
        Assert.Equal((status, text), await ReadyAsync(host));
    }

    [Fact]
    public async Task Goes_out_for_the_only_database_and_for_the_one_without_a_key()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var only = await TestHost.StartAsync(static services => services.AddNpgsqlDataSource(Nowhere, serviceKey: "shop"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), await ReadyAsync(only));

        await using var main = await TestHost.StartAsync(services =>
        {
            services.AddNpgsqlDataSource(Nowhere);
            services.AddNpgsqlDataSource(database.ConnectionString, serviceKey: "reports");
        });
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), await ReadyAsync(main));
    }

    [Fact]
    public async Task Needs_one_of_several_databases_of_which_none_is_the_first()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var one = await TestHost.StartAsync(services =>
        {
            services.AddNpgsqlDataSource(Nowhere, serviceKey: "a");
            services.AddNpgsqlDataSource(database.ConnectionString, serviceKey: "b");
        });
        Assert.Equal((HttpStatusCode.OK, "Degraded"), await ReadyAsync(one));

        await using var none = await TestHost.StartAsync(static services =>
        {
            services.AddNpgsqlDataSource(Nowhere, serviceKey: "a");
            services.AddNpgsqlDataSource(Nowhere + ";Application Name=b", serviceKey: "b");
        });
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), await ReadyAsync(none));
    }

    private static async Task<TestHost> StartAsync(string connectionString) => await TestHost.StartAsync(
        services => services.AddNpgsqlDataSource(connectionString),
        static app => app.MapGet("/query", async (NpgsqlDataSource source) =>
        {
            await using var command = source.CreateCommand("select 1");
            await command.ExecuteScalarAsync(Cancellation);
        }),
        static options => options.ReadyTimeout = TimeSpan.FromSeconds(5));

    // A reading of HealthKit's may have had a place, and leaves it to the readiness check.
    private static async Task FillWithoutAsync(PostgresServer server, List<NpgsqlConnection> others, string connectionString)
    {
        await server.ExecuteAsync($"select pg_terminate_backend(pid) from pg_stat_activity where application_name = '{NpgsqlInstruments.OwnApplicationName}'", cancellationToken: Cancellation);
        await FillAsync(others, connectionString);
    }

    // The other services of a fleet take what there is.
    private static async Task FillAsync(List<NpgsqlConnection> others, string connectionString)
    {
        for (var i = 0; i < 20; i++)
        {
            var connection = new NpgsqlConnection(connectionString + ";Pooling=false;Application Name=other");
            try
            {
                await connection.OpenAsync(Cancellation);
                others.Add(connection);
            }
            catch (PostgresException refusal) when (refusal.SqlState == PostgresErrorCodes.TooManyConnections)
            {
                await connection.DisposeAsync();
                return;
            }
        }
    }

    private static async Task BecomesAsync(TestHost host, HttpStatusCode status, string text) =>
        await Eventually.TrueAsync(async () => await ReadyAsync(host) == (status, text), Bound, text, Cancellation);

    private static async Task<(HttpStatusCode Status, string Text)> ReadyAsync(TestHost host)
    {
        using var response = await host.Client.GetAsync("/health/ready", Cancellation);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }
}
