using HealthKit.Evidence;
using HealthKit.TestServers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HealthKit.EntityFrameworkCore.Tests.Contexts;

/// <summary>The databases that contexts name in their options, without making a context.</summary>
public sealed class ContextOptionsTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Finds_the_connection_string_and_the_timeout_of_a_context()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var host = await TestHost.StartAsync(services => services.AddDbContext<Untouched>(options => options.UseNpgsql(database.ConnectionString, static npgsql => npgsql.CommandTimeout(7))));
        var pool = Assert.Single((await host.EvidenceAsync<PoolEvidence>()).Pools);
        Assert.Equal((TimeSpan.FromSeconds(7), true), (pool.CommandTimeout, pool.CommandTimeoutExplicit));
    }

    [Fact]
    public async Task Counts_the_data_source_of_a_context_once()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var host = await TestHost.StartAsync(services =>
        {
            services.AddNpgsqlDataSource(database.ConnectionString);
            services.AddDbContextPool<Untouched>(static (provider, options) => options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>(), static npgsql => npgsql.CommandTimeout(7)));
        });
        var pool = Assert.Single((await host.EvidenceAsync<PoolEvidence>()).Pools);

        // Who takes connections from the data source itself does not have the context's timeout.
        Assert.False(pool.CommandTimeoutExplicit);
    }

    [Fact]
    public async Task Names_a_context_whose_options_want_a_request()
    {
        await using var host = await TestHost.StartAsync(static services => services.AddDbContext<Untouched>(static (_, _) => throw new InvalidOperationException("tenant geheim is missing")));
        var spot = Assert.Single((await host.EvidenceAsync<PoolEvidence>()).BlindSpots);
        Assert.Equal(nameof(Untouched), spot.Subject);
        Assert.DoesNotContain("geheim", spot.Reason, StringComparison.Ordinal);
    }

    private sealed class Untouched : DbContext
    {
        public Untouched(DbContextOptions<Untouched> options)
            : base(options) => Assert.Fail("The audit made a context.");
    }
}
