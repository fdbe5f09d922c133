using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace HealthKit.Npgsql.Tests.Custody;

public class CustodyProofTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Proves_registered_data_sources_by_a_self_test_before_they_are_used()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var host = await TestHost.StartAsync(services =>
        {
            services.AddNpgsqlDataSource(database.ConnectionString);
            services.AddNpgsqlDataSource(database.ConnectionString + ";Timeout=7", serviceKey: "reports");
            services.AddNpgsqlDataSource(database.ConnectionString + ";Persist Security Info=true;Timeout=8", serviceKey: "persisting");
            services.AddSingleton(_ => new NpgsqlDataSourceBuilder(database.ConnectionString + ";Timeout=9") { Name = "shop" }.UseHealthKit().Build());
        });
        await host.ReadDatabasesAsync();
        var pools = (await host.EvidenceAsync<PoolEvidence>()).Pools;
        Assert.Equal(4, pools.Count);
        Assert.All(pools, static pool => Assert.True(pool.CustodyProved));

        // The tests are HealthKit's, not the application's.
        Assert.All(pools, static pool => Assert.Equal(0, pool.LogicalOpens));
        var leaks = await host.CheckAsync("4.6");
        Assert.True(leaks.Outcome is Outcome.Pass, leaks.Reason);
    }

    [Fact]
    public async Task Follows_every_way_to_connect()
    {
        await using var database = await postgres.CreateDatabaseAsync(ShopContext.Schema, Cancellation);
        string With(int timeout) => FormattableString.Invariant($"{database.ConnectionString};Timeout={timeout}");
        var server = database.Server;
        var multiHost = FormattableString.Invariant($"{With(14).Replace($"Host={server.Host};Port={server.Port}", $"Host={server.Host}:{server.Port},localhost:{server.Port}", StringComparison.Ordinal)};Load Balance Hosts=true");
        await using var plain = new NpgsqlDataSourceBuilder(database.ConnectionString).UseHealthKit().Build();
        await using var shown = new NpgsqlDataSourceBuilder(With(11)).UseHealthKit().Build();
        await using var host = await TestHost.StartAsync(
            services =>
            {
                services.AddSingleton(plain);
                services.AddNpgsqlDataSource(With(10), serviceKey: "reports");
                services.AddMultiHostNpgsqlDataSource(multiHost);
                services.AddDbContext<ShopContext>(context => context.UseNpgsql(With(13)));
            },
            app => app.MapGet("/", async (IServiceProvider services, ShopContext context) =>
            {
                await OpenAsync(plain);
                await OpenAsync(services.GetRequiredKeyedService<NpgsqlDataSource>("reports"));
                var multi = services.GetRequiredService<NpgsqlMultiHostDataSource>();
                for (var i = 0; i < 4; i++)
                {
                    await OpenAsync(multi);
                }

                await OpenAsync(shown);
                await using (var legacy = new NpgsqlConnection(With(12)))
                {
                    await legacy.OpenAsync(Cancellation);
                }

                await context.Items.CountAsync(Cancellation);
            }),
            null,
            ("ConnectionStrings:Legacy", With(12)),
            ("ConnectionStrings:Shop", With(13)));
        await host.GetAsync("/", 3);
        await host.ReadDatabasesAsync();

        var evidence = await host.EvidenceAsync<PoolEvidence>();
        var opens = evidence.Pools.OrderBy(static pool => pool.AcquireTimeout).Select(static pool => (pool.AcquireTimeout.TotalSeconds, pool.LogicalOpens, pool.Used)).ToArray();
        Assert.Equal([(10, 3, 0), (11, 3, 0), (12, 3, 0), (13, 3, 0), (14, 6, 0), (14, 6, 0), (15, 3, 0)], opens);
        Assert.All(evidence.Pools, static pool => Assert.True(pool.CustodyProved, pool.Name));
        Assert.All(evidence.Pools, static pool => Assert.True(pool.Idle >= 1, pool.Name));
        Assert.Equal(27, (await host.EvidenceAsync<CustodyEvidence>()).Opens);
        Assert.Equal(Outcome.Pass, (await host.CheckAsync("4.6")).Outcome);
    }

    [Fact]
    public async Task Names_a_data_source_that_it_cannot_see_and_sees_it_once_it_is_shown()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var hidden = NpgsqlDataSource.Create(database.ConnectionString);
        await using (var host = await TestHost.StartAsync(static _ => { }, app => app.MapGet("/", () => SelectAsync(hidden))))
        {
            await host.GetAsync("/", 3);
            Assert.Equal((Outcome.Unknown, 3L), ((await host.CheckAsync("4.1")).Outcome, (await host.EvidenceAsync<PoolEvidence>()).QueryingRequests));
            await host.GetAsync("/", 1_000);
            // That it pools needs no log event: a thousand requests made no connection of their own.
            var pooled = await host.CheckAsync("4.1");
            Assert.True(pooled.Outcome is Outcome.Pass, pooled.Reason);
            Assert.Contains("0 connections made beyond the pools' size for 1,003 requests that query", pooled.Observed, StringComparison.Ordinal);
            var spot = Assert.Single((await host.EvidenceAsync<CustodyEvidence>()).BlindSpots);
            Assert.StartsWith(database.Name, spot.Subject, StringComparison.Ordinal);
            Assert.Contains("new NpgsqlDataSourceBuilder(connectionString).UseHealthKit().Build()", spot.Cure, StringComparison.Ordinal);
            var check = await host.CheckAsync("4.6");
            Assert.Equal(Outcome.Unknown, check.Outcome);
            Assert.Contains("UseHealthKit()", check.Reason, StringComparison.Ordinal);
            Assert.Contains(spot.Subject, (await host.CheckAsync("4.9")).Reason, StringComparison.Ordinal);
        }

        await using var shown = new NpgsqlDataSourceBuilder(database.ConnectionString + ";Timeout=9").UseHealthKit().Build();
        await using var cured = await TestHost.StartAsync(static _ => { }, app => app.MapGet("/", () => SelectAsync(shown)));
        await cured.GetAsync("/", 3);
        var leaks = await cured.CheckAsync("4.6");
        Assert.True(leaks.Outcome is Outcome.Pass, leaks.Reason);
    }

    [Fact]
    public async Task Sees_past_providers_that_the_host_clears()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var host = await TestHost.StartAsync(services =>
        {
            services.AddNpgsqlDataSource(database.ConnectionString);
            services.AddLogging(static logging => logging.ClearProviders().SetMinimumLevel(LogLevel.Error));
        });
        await host.ReadDatabasesAsync();
        Assert.Equal(Outcome.Pass, (await host.CheckAsync("4.6")).Outcome);
    }

    [Fact]
    public async Task Finds_itself_blind_where_a_data_source_has_no_logger_factory_and_sees_once_it_is_asked_to()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using (var host = await TestHost.StartAsync(services => services.AddSingleton(_ => NpgsqlDataSource.Create(database.ConnectionString))))
        {
            await host.ReadDatabasesAsync();
            var spot = Assert.Single((await host.EvidenceAsync<CustodyEvidence>()).BlindSpots);
            Assert.Contains("self-test", spot.Reason, StringComparison.Ordinal);
            foreach (var id in (string[])["4.6", "4.8", "4.9"])
            {
                var check = await host.CheckAsync(id);
                Assert.Equal(Outcome.Unknown, check.Outcome);
                Assert.Contains("built without the host's logger factory", $"{check.Reason} {check.Observed}", StringComparison.Ordinal);
            }
        }

        await using var cured = await TestHost.StartAsync(services =>
            services.AddNpgsqlDataSource(database.ConnectionString + ";Timeout=9", static (services, builder) => builder.UseHealthKit(services.GetRequiredService<ILoggerFactory>())));
        await cured.ReadDatabasesAsync();
        var leaks = await cured.CheckAsync("4.6");
        Assert.True(leaks.Outcome is Outcome.Pass, leaks.Reason);
    }

    [Fact]
    public async Task Sees_where_the_hosts_factory_takes_no_providers_even_when_it_is_set_last()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var host = await TestHost.StartAsync(
            services =>
            {
                services.AddNpgsqlDataSource(database.ConnectionString);
                services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
            },
            app => app.MapGet("/", (NpgsqlDataSource source) => SelectAsync(source)));
        await host.GetAsync("/", 7);
        Assert.Equal(7, Assert.Single((await host.EvidenceAsync<PoolEvidence>()).Pools).LogicalOpens);
        Assert.Equal(Outcome.Pass, (await host.CheckAsync("4.6")).Outcome);
    }

    [Fact]
    public async Task Does_not_claim_to_follow_connections_that_the_driver_multiplexes()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using (var host = await TestHost.StartAsync(
            services => services.AddNpgsqlDataSource(database.ConnectionString + ";Multiplexing=true"),
            app => app.MapGet("/", async (NpgsqlDataSource source) =>
            {
                // Held by its transaction to the end, and no event of the driver's says by whom.
                await using var connection = await source.OpenConnectionAsync(Cancellation);
                await using var transaction = await connection.BeginTransactionAsync(Cancellation);
                await using var command = new NpgsqlCommand("select 1", connection, transaction);
                await command.ExecuteScalarAsync(Cancellation);
            })))
        {
            await host.GetAsync("/", 20);
            await host.ReadDatabasesAsync();
            Assert.True(Assert.Single((await host.EvidenceAsync<PoolEvidence>()).Pools).LogicalOpens >= 20);
            foreach (var id in (string[])["4.6", "4.8", "4.9"])
            {
                var check = await host.CheckAsync(id);
                Assert.Equal(Outcome.Unknown, check.Outcome);
                Assert.Contains("Set Multiplexing=false", check.Reason, StringComparison.Ordinal);
                Assert.DoesNotContain("0 opens", check.Reason, StringComparison.Ordinal);
            }
        }

        await using var cured = await TestHost.StartAsync(services => services.AddNpgsqlDataSource(database.ConnectionString + ";Timeout=9"));
        await cured.ReadDatabasesAsync();
        Assert.Equal(Outcome.Pass, (await cured.CheckAsync("4.6")).Outcome);
    }

    [Fact]
    public async Task Counts_an_open_once_however_many_ways_its_event_comes()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var host = await TestHost.StartAsync(
            services => services.AddNpgsqlDataSource(database.ConnectionString, static (services, builder) => builder.UseHealthKit(services.GetRequiredService<ILoggerFactory>())),
            app => app.MapGet("/", (NpgsqlDataSource source) => SelectAsync(source)));
        await host.GetAsync("/", 7);
        Assert.Equal(7, Assert.Single((await host.EvidenceAsync<PoolEvidence>()).Pools).LogicalOpens);

        // Nor does a factory of the host's own between the two change that.
        await using var wrapped = await TestHost.StartAsync(
            services => services.AddNpgsqlDataSource(database.ConnectionString + ";Timeout=9", static (services, builder) => builder.UseHealthKit(new LoudFactory(services.GetRequiredService<ILoggerFactory>()))),
            app => app.MapGet("/", (NpgsqlDataSource source) => SelectAsync(source)));
        await wrapped.GetAsync("/", 5);
        Assert.Equal(5, (await wrapped.EvidenceAsync<PoolEvidence>()).Pools.Single(static pool => pool.AcquireTimeout.TotalSeconds == 9).LogicalOpens);
    }

    [Fact]
    public async Task Leaves_the_factory_that_a_data_source_is_shown_with_its_events()
    {
        var events = new EventRecorder();
        using var factory = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(events));
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var source = new NpgsqlDataSourceBuilder(database.ConnectionString).UseHealthKit(factory).Build();
        await SelectAsync(source);
        Assert.Equal(1, events.Count(NpgsqlInstruments.OpenedConnectionEvent));
        Assert.Equal(1, events.Count(EventRecorder.ExecutedCommand));
    }

    [Theory]
    [InlineData("transaction")]
    [InlineData("session")]
    public async Task Takes_a_pooler_before_the_server_for_the_pool(string mode)
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var pooler = await PgBouncerServer.StartAsync(database.Server, [$"pool_mode={mode}"], Cancellation);
        await using var behind = await TestHost.StartAsync(services => services.AddNpgsqlDataSource(pooler.ConnectionStringFor(database) + ";Pooling=false"));
        await behind.ReadDatabasesAsync();
        var check = await behind.CheckAsync("4.1");
        Assert.Equal(Outcome.Pass, check.Outcome);
        Assert.Contains("behind an external pool", check.Observed, StringComparison.Ordinal);
        Assert.NotNull(Assert.Single((await behind.EvidenceAsync<DatabaseServerEvidence>()).Servers).Proxy);

        await using var direct = await TestHost.StartAsync(services => services.AddNpgsqlDataSource(database.ConnectionString + ";Pooling=false"));
        await direct.ReadDatabasesAsync();
        Assert.Equal(Outcome.Fail, (await direct.CheckAsync("4.1")).Outcome);
        Assert.Null(Assert.Single((await direct.EvidenceAsync<DatabaseServerEvidence>()).Servers).Proxy);
    }

    private static async Task OpenAsync(NpgsqlDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync(Cancellation);
    }

    private static async Task SelectAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("select 1");
        await command.ExecuteScalarAsync(Cancellation);
    }

    /// <summary>A host's factory whose loggers take everything and pass it on.</summary>
    private sealed class LoudFactory(ILoggerFactory inner) : ILoggerFactory
    {
        public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

        public ILogger CreateLogger(string categoryName) => new Loud(inner.CreateLogger(categoryName));

        public void Dispose()
        {
        }

        private sealed class Loud(ILogger inner) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => inner.BeginScope(state);

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                inner.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}
