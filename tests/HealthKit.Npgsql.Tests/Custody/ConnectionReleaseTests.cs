using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace HealthKit.Npgsql.Tests.Custody;

public class ConnectionReleaseTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Names_the_route_that_leaves_connections_open_and_passes_once_it_closes_them()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var host = await StartAsync(database.ConnectionString, app =>
        {
            app.MapGet("/leaking", async (NpgsqlDataSource source) =>
            {
                var connection = await source.OpenConnectionAsync(Cancellation);
                await SelectAsync(connection);
            });
            app.MapGet("/failing", async (NpgsqlDataSource source) =>
            {
                var connection = await source.OpenConnectionAsync(Cancellation);
                await SelectAsync(connection);
                throw new InvalidOperationException("A request that fails.");
            });
        });
        await host.GetAsync("/leaking", 2);
        using (var failed = await host.Client.GetAsync(new Uri("/failing", UriKind.Relative), Cancellation))
        {
            Assert.False(failed.IsSuccessStatusCode);
        }

        await WatchAsync(host, static custody => custody.Leaks.Sum(static leak => leak.Count) == 3, "three leaks");
        var custody = await host.EvidenceAsync<CustodyEvidence>();
        Assert.Equal([new ConnectionLeak("GET /failing", 1, 1), new ConnectionLeak("GET /leaking", 2, 0)], custody.Leaks.OrderBy(static leak => leak.Route));
        var red = await host.CheckAsync("4.8");
        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Contains("GET /leaking: 2 connections still open and idle 5 s after the request (limit 0)", red.Observed, StringComparison.Ordinal);

        await using var cured = await StartAsync(database.ConnectionString, app => app.MapGet("/", async (NpgsqlDataSource source) =>
        {
            for (var i = 0; i < 100; i++)
            {
                await using var connection = await source.OpenConnectionAsync(Cancellation);
            }
        }));
        await cured.GetAsync("/", 10);
        await Eventually.TrueAsync(async () => (await cured.CheckAsync("4.8")).Outcome == Outcome.Pass, Bound, "4.8 passes", Cancellation);
        Assert.StartsWith("none of 1,000 connections was left open", (await cured.CheckAsync("4.8")).Observed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Warns_of_a_connection_that_is_closed_at_last()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var host = await StartWithOneClosedLateAsync(database);
        Assert.Equal(Outcome.Warn, (await host.CheckAsync("4.8")).Outcome);
    }

    [Fact]
    public async Task Says_nothing_of_connections_that_are_rightly_held_past_their_request()
    {
        await using var database = await postgres.CreateDatabaseAsync(ShopContext.Schema, Cancellation);
        using var stop = new CancellationTokenSource();
        var work = new List<Task>();
        NpgsqlConnection? listening = null;
        NpgsqlConnection? handedOver = null;
        await using var host = await StartAsync(
            database.ConnectionString,
            app =>
            {
                // The container closes it as the request ends.
                app.MapGet("/scoped", (ShopContext context) => context.Database.OpenConnectionAsync(Cancellation));
                app.MapGet("/listen", async (NpgsqlDataSource source) =>
                {
                    listening = await source.OpenConnectionAsync(Cancellation);
                    await using var command = new NpgsqlCommand("listen orders", listening);
                    await command.ExecuteNonQueryAsync(Cancellation);
                });
                app.MapGet("/left-working", (NpgsqlDataSource source) => work.Add(WorkAsync(source, stop.Token)));
                app.MapGet("/handed-over", async (NpgsqlDataSource source) =>
                {
                    handedOver = await source.OpenConnectionAsync(Cancellation);
                    await SelectAsync(handedOver);
                });
                app.MapGet("/broken", async (NpgsqlDataSource source) =>
                {
                    var connection = await source.OpenConnectionAsync(Cancellation);
                    await database.ExecuteAsync(FormattableString.Invariant($"select pg_terminate_backend({connection.ProcessID})"), Cancellation);
                    await Assert.ThrowsAnyAsync<NpgsqlException>(() => SelectAsync(connection));
                });
            },
            services => services.AddDbContext<ShopContext>(static (services, context) => context.UseNpgsql(services.GetRequiredService<NpgsqlDataSource>())));
        foreach (var path in (string[])["/scoped", "/listen", "/left-working", "/handed-over", "/broken"])
        {
            await host.GetAsync(path);
        }

        // Closed by somebody who is no part of the request.
        await Task.Run(async () => await handedOver!.DisposeAsync(), Cancellation);

        // A connection that is really left open is found after all of those: by then they have been judged, too.
        await host.GetAsync("/leak");
        await WatchAsync(host, static custody => custody.Leaks.Count > 0, "the leak beside them");
        await WatchAsync(host, static _ => true, "another look");
        var custody = await host.EvidenceAsync<CustodyEvidence>();
        Assert.Equal(new ConnectionLeak("GET /leak", 1, 0), Assert.Single(custody.Leaks));
        Assert.Equal(0, custody.ClosedLate);

        await stop.CancelAsync();
        await Task.WhenAll(work);
        await listening!.DisposeAsync();
    }

    [Fact]
    public async Task Counts_what_runs_outside_requests_apart()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var host = await StartAsync(database.ConnectionString, static _ => { });
        var held = await Task.Run(async () => await host.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Cancellation), Cancellation);
        await SelectAsync(held);
        await WatchAsync(host, static custody => custody.BackgroundOpens == 1, "the open");
        await WatchAsync(host, static _ => true, "another look");
        var custody = await host.EvidenceAsync<CustodyEvidence>();
        Assert.Empty(custody.Leaks);
        Assert.Equal(0, custody.Opens);
        await held.DisposeAsync();
    }

    [Theory]
    [InlineData("transaction")]
    [InlineData("session")]
    public async Task Leaves_a_connection_undecided_that_PgBouncer_hides(string mode)
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var pooler = await PgBouncerServer.StartAsync(database.Server, [$"pool_mode={mode}"], Cancellation);
        await KnowsNothingOfTheOpenOneAsync(pooler.ConnectionStringFor(database) + ";No Reset On Close=true");
    }

    [Fact]
    public async Task Leaves_a_connection_undecided_while_its_server_cannot_be_asked()
    {
        await using var database = await postgres.CreateDatabaseAsync("create role guest login password 'guest' connection limit 1", Cancellation);
        await KnowsNothingOfTheOpenOneAsync(database.Server.ConnectionStringFor(database.Name, "guest", "guest"));
        await database.ExecuteAsync("drop role guest", Cancellation);
    }

    [Fact]
    public async Task Forgets_a_connection_that_was_closed_late_after_a_day()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var host = await StartWithOneClosedLateAsync(database);
        _time.Advance(TimeSpan.FromHours(23));
        Assert.Equal(1, (await host.EvidenceAsync<CustodyEvidence>()).ClosedLate);
        _time.Advance(TimeSpan.FromHours(1));
        await WatchAsync(host, static custody => custody.ClosedLate == 0, "forgotten");
    }

    // One that somebody works with looks the same from here: neither is called a leak, and neither lets the check pass.
    private async Task<TestHost> StartWithOneClosedLateAsync(PostgresDatabase database)
    {
        NpgsqlConnection? forgotten = null;
        var host = await StartAsync(database.ConnectionString, app => app.MapGet("/", async (NpgsqlDataSource source) =>
        {
            forgotten = await source.OpenConnectionAsync(Cancellation);
            await SelectAsync(forgotten);
        }));
        await host.GetAsync("/");
        await WatchAsync(host, static custody => custody.Leaks.Count == 1, "a leak");
        await forgotten!.DisposeAsync();
        await WatchAsync(host, static custody => custody is { Leaks.Count: 0, ClosedLate: 1 }, "closed late");
        return host;
    }

    private async Task KnowsNothingOfTheOpenOneAsync(string connectionString)
    {
        NpgsqlConnection? held = null;
        await using var host = await StartAsync(connectionString, app => app.MapGet("/held", async (NpgsqlDataSource source) =>
        {
            held = await source.OpenConnectionAsync(Cancellation);
            await SelectAsync(held);
        }));
        await host.GetAsync("/held");
        await WatchAsync(host, static custody => custody.Leaks.Count + custody.Undecided.Count > 0, "the open connection");
        var custody = await host.EvidenceAsync<CustodyEvidence>();
        Assert.Empty(custody.Leaks);
        Assert.Equal(new ConnectionLeak("GET /held", 1, 0), Assert.Single(custody.Undecided));
        var check = await host.CheckAsync("4.8");
        Assert.Equal(Outcome.Unknown, check.Outcome);
        Assert.Contains(check.Offenders, static offender => offender.Subject == "GET /held" && offender.Observed.StartsWith("1 connection still open 5 s after the request; whether in use is not known", StringComparison.Ordinal));

        await held!.DisposeAsync();
        await WatchAsync(host, static custody => custody is { Undecided.Count: 0, ClosedLate: 0 }, "closed");
    }

    private async Task<TestHost> StartAsync(string connectionString, Action<WebApplication> routes, Action<IServiceCollection>? services = null) => await TestHost.StartAsync(
        collection =>
        {
            collection.AddSingleton<TimeProvider>(_time);
            collection.AddSingleton<IEvidenceSource, CleanScan>();
            collection.AddNpgsqlDataSource(connectionString);
            services?.Invoke(collection);
        },
        app =>
        {
            app.MapGet("/leak", async (NpgsqlDataSource source) => await SelectAsync(await source.OpenConnectionAsync(Cancellation)));
            routes(app);
        });

    // The watch looks every 5 s of the host's clock; how long a session has been idle the server knows by its own.
    private async Task WatchAsync(TestHost host, Func<CustodyEvidence, bool> until, string what) => await Eventually.TrueAsync(
        async () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return until(await host.EvidenceAsync<CustodyEvidence>());
        },
        Bound,
        what,
        Cancellation);

    private static async Task WorkAsync(NpgsqlDataSource source, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(Cancellation);
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            await using var command = new NpgsqlCommand("select pg_sleep(0.1)", connection);
            await command.ExecuteScalarAsync(Cancellation);
        }
    }

    private static async Task SelectAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("select 1", connection);
        await command.ExecuteScalarAsync(Cancellation);
    }
}
