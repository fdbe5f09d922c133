using HealthKit.Checks;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HealthKit.Npgsql.Tests.Databases;

/// <summary>One statement in the databases of several tenants, of which one may lack an index.</summary>
public class SeveralDatabasesTests(PostgresFixture postgres)
{
    private const string Schema = "create table orders (id int primary key, customer int); insert into orders select i, i % 5000 from generate_series(1, 30000) i;";
    private const string Index = "create index on orders (customer);";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Says_nothing_of_scans_by_the_plan_of_one_of_them(bool several)
    {
        await using var indexed = await postgres.CreateDatabaseAsync($"{Schema} {Index} vacuum analyze orders", Cancellation);
        await using var bare = await postgres.CreateDatabaseAsync($"{Schema} {(several ? "" : Index)} vacuum analyze orders", Cancellation);
        await using var host = await TestHost.StartAsync(
            services => services.AddNpgsqlDataSource(indexed.ConnectionString, serviceKey: "indexed").AddNpgsqlDataSource((several ? bare : indexed).ConnectionString, serviceKey: "other"),
            app =>
            {
                app.MapGet("/indexed", ([FromKeyedServices("indexed")] NpgsqlDataSource source) => RunAsync(source));
                app.MapGet("/other", ([FromKeyedServices("other")] NpgsqlDataSource source) => RunAsync(source));
            });
        for (var turn = 0; turn < 4; turn++)
        {
            await host.GetAsync("/other", 12);
            await host.GetAsync("/indexed", 12);
        }

        await host.BookedAsync(96);
        await host.ReadDatabasesAsync();
        var check = await host.CheckAsync("2.3");
        var words = $"{check.Outcome}: {check.Observed} {check.Reason}";

        // The plan is that of the database where it ran last: it may be the one without the index, and the scans are seen.
        Assert.True(several ? check.Outcome is Outcome.Unknown or Outcome.Fail : check.Outcome == Outcome.Pass, words);
        Assert.Equal(several, words.Contains("it ran in several databases, whose indexes may differ", StringComparison.Ordinal));
    }

    private static async Task RunAsync(NpgsqlDataSource source)
    {
        for (var customer = 0; customer < 20; customer++)
        {
            await using var command = source.CreateCommand("select id from orders where customer = $1");
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = customer });
            await command.ExecuteScalarAsync(Cancellation);
        }
    }
}
