using HealthKit.Checks;
using HealthKit.EntityFrameworkCore.Tests.Commands;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HealthKit.EntityFrameworkCore.Tests.Contexts;

/// <summary>Command timeouts that contexts, and their commands, set instead of the connection string's.</summary>
public sealed class ContextTimeoutTests(PostgresFixture postgres)
{
    private const string Explicit = ";Timeout=15;Command Timeout=30";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, true)]
    [InlineData(20, false)]
    public async Task A_context_without_a_limit_fails_beside_a_data_source_that_has_one(int seconds, bool fails)
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var host = await TestHost.StartAsync(services =>
        {
            services.AddNpgsqlDataSource(database.ConnectionString + Explicit);
            services.AddDbContext<Shop>((provider, options) => options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>(), npgsql => npgsql.CommandTimeout(seconds)));
        });
        await host.ReadDatabasesAsync();
        await ExpectAsync(host, database, fails, "CommandTimeout of Shop is infinite");
        var server = await host.CheckAsync("2.5");
        Assert.Equal(fails ? Outcome.Fail : Outcome.Warn, server.Outcome);
        Assert.Contains(fails ? "Shop" : "only the client gives up, after 30 s", server.Observed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(40, false)]
    public async Task Judges_each_of_two_contexts_on_one_connection_string(int seconds, bool fails)
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var host = await TestHost.StartAsync(services =>
        {
            services.AddDbContext<Shop>(options => options.UseNpgsql(database.ConnectionString + Explicit, static npgsql => npgsql.CommandTimeout(30)));
            services.AddDbContext<OpenShop>(options => options.UseNpgsql(database.ConnectionString + Explicit, npgsql => npgsql.CommandTimeout(seconds)));
        });
        await host.ReadDatabasesAsync();
        await ExpectAsync(host, database, fails, "CommandTimeout of OpenShop is infinite");
        var server = await host.CheckAsync("2.5");
        Assert.Equal(fails ? Outcome.Fail : Outcome.Warn, server.Outcome);
        Assert.Contains(fails ? "OpenShop" : "only the client gives up, after 40 s", server.Observed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/forever", true)]
    [InlineData("/a-minute", false)]
    public async Task Sees_a_limit_that_a_request_takes_away(string path, bool fails)
    {
        await using var database = await postgres.CreateDatabaseAsync(Shop.Schema, Cancellation);
        await using var host = await TestHost.StartAsync(
            services => services.AddDbContext<Shop>(options => options.UseNpgsql(database.ConnectionString + Explicit)),
            static app =>
            {
                app.MapGet("/forever", (Shop shop) => CountAsync(shop, TimeSpan.Zero));
                app.MapGet("/a-minute", (Shop shop) => CountAsync(shop, TimeSpan.FromMinutes(1)));
            });

        // What prepares the database before it serves may take its time.
        await using (var scope = host.Services.CreateAsyncScope())
        {
            for (var i = 0; i < 40; i++)
            {
                await CountAsync(scope.ServiceProvider.GetRequiredService<Shop>(), TimeSpan.Zero);
            }
        }

        // Enough requests that some are looked at, whatever the sampler chooses.
        await host.GetAsync(path, 20);
        await host.BookedAsync(20);
        await ExpectAsync(host, database, fails, "CommandTimeout of Shop, set in a request, is infinite");
    }

    private static Task<int> CountAsync(Shop shop, TimeSpan timeout)
    {
        shop.Database.SetCommandTimeout(timeout);
        return shop.Lines.CountAsync(Cancellation);
    }

    // The test's own client is one of the process's, and not this database's.
    private static async Task ExpectAsync(TestHost host, PostgresDatabase database, bool fails, string words)
    {
        var check = await host.CheckAsync("7.3");
        Offender[] offenders = [.. check.Offenders.Where(offender => offender.Subject.StartsWith(database.Name, StringComparison.Ordinal))];
        if (fails)
        {
            Assert.Equal(Outcome.Fail, check.Outcome);
            Assert.Contains(words, Assert.Single(offenders).Observed, StringComparison.Ordinal);
        }
        else
        {
            Assert.Empty(offenders);
        }
    }
}
