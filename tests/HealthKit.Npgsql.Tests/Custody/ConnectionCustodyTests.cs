using System.Diagnostics.Metrics;
using System.Transactions;
using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HealthKit.Npgsql.Tests.Custody;

public class ConnectionCustodyTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Names_route_host_and_time_lost_and_passes_once_the_connection_is_released_before_the_call()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var remote = await RemoteService.StartAsync();
        await using var host = await TestHost.StartAsync(
            services => services.AddNpgsqlDataSource(database.ConnectionString),
            app =>
            {
                app.MapGet("/red", async (NpgsqlDataSource source) =>
                {
                    await using var connection = await source.OpenConnectionAsync(Cancellation);
                    await SelectAsync(connection);
                    await remote.CallAsync(30);
                });
                app.MapGet("/cured", async (NpgsqlDataSource source) =>
                {
                    await using (var connection = await source.OpenConnectionAsync(Cancellation))
                    {
                        await SelectAsync(connection);
                    }

                    await remote.CallAsync(0);
                });
            });

        await host.GetAsync("/red", 6);
        var custody = await host.EvidenceAsync<CustodyEvidence>();
        var held = Assert.Single(custody.HeldOverHttp);
        Assert.Equal(("GET /red", "127.0.0.1", 5), (held.Route, held.Host, held.Requests));
        Assert.InRange(held.PoolTimeLost, TimeSpan.FromMilliseconds(5 * 25), TimeSpan.FromSeconds(60));
        var red = await host.CheckAsync("4.9");
        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Contains("GET /red: held a connection over a call to 127.0.0.1 in 5 requests (limit 0)", red.Observed, StringComparison.Ordinal);

        await using var cured = await TestHost.StartAsync(
            services => services.AddNpgsqlDataSource(database.ConnectionString),
            app => app.MapGet("/", async (NpgsqlDataSource source) =>
            {
                await using (var connection = await source.OpenConnectionAsync(Cancellation))
                {
                    await SelectAsync(connection);
                }

                await remote.CallAsync(0);
            }));
        await cured.GetAsync("/", 299);
        Assert.Equal(Outcome.Unknown, (await cured.CheckAsync("4.9")).Outcome);
        await cured.GetAsync("/");
        await Eventually.TrueAsync(async () => (await cured.CheckAsync("4.9")).Outcome == Outcome.Pass, TimeSpan.FromSeconds(10), "4.9 passes", Cancellation);
    }

    public static TheoryData<string> Held => ["raw", "legacy", "transaction", "reader", "batch", "efTransaction", "efStreaming", "two calls", "sync"];

    [Theory]
    [MemberData(nameof(Held))]
    public async Task Sees_a_connection_held_by(string how) => Assert.NotEmpty((await RunAsync(how)).HeldOverHttp);

    public static TheoryData<string> Innocent => ["query then call", "efNormal", "parallel query", "parallel slow query", "two parallel queries", "parallel stream", "parallel copy", "parallel commit", "command", "multiplexed", "call alone"];

    [Theory]
    [MemberData(nameof(Innocent))]
    public async Task Says_nothing_of(string how)
    {
        var custody = await RunAsync(how);
        // What holds on purpose does so in all 24; a starved machine may suspend one between the end of its stream and the close.
        Assert.InRange(custody.HeldOverHttp.Sum(static held => held.Requests), 0, 1);
        Assert.True(custody.RequestsCallingOut >= 20, $"{custody.RequestsCallingOut} requests");
    }

    // The driver keeps what was opened in a TransactionScope until its end, though it was disposed.
    [Fact]
    public async Task Is_unknown_where_calls_are_made_inside_a_transaction_scope()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var remote = await RemoteService.StartAsync();
        await using var host = await TestHost.StartAsync(
            services => services.AddNpgsqlDataSource(database.ConnectionString),
            app =>
            {
                app.MapGet("/scope", async (NpgsqlDataSource source) =>
                {
                    using var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
                    await SelectAsync(source);
                    await remote.CallAsync(0);
                    scope.Complete();
                });
                app.MapGet("/before", async (NpgsqlDataSource source) =>
                {
                    using (var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
                    {
                        await SelectAsync(source);
                        scope.Complete();
                    }

                    await remote.CallAsync(0);
                });
            });
        await host.GetAsync("/before", 310);
        await Eventually.TrueAsync(async () => (await host.CheckAsync("4.9")).Outcome == Outcome.Pass, TimeSpan.FromSeconds(60), "4.9 passes", Cancellation);

        await host.GetAsync("/scope", 6);
        var check = await host.CheckAsync("4.9");
        Assert.Equal(Outcome.Unknown, check.Outcome);
        Assert.Contains("called out inside an ambient transaction after a connection was closed", check.Reason, StringComparison.Ordinal);
        Assert.Contains("Complete the TransactionScope before the call", check.Remedy, StringComparison.Ordinal);

        static async Task SelectAsync(NpgsqlDataSource source)
        {
            await using var connection = await source.OpenConnectionAsync(Cancellation);
            await ConnectionCustodyTests.SelectAsync(connection);
        }
    }

    [Fact]
    public async Task Keeps_overlapping_calls_of_a_request_apart()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var remote = await RemoteService.StartAsync();
        await using var host = await TestHost.StartAsync(
            services => services.AddNpgsqlDataSource(database.ConnectionString),
            app =>
            {
                app.MapGet("/arm", async (NpgsqlDataSource source) => await HoldAsync(source, remote));
                app.MapGet("/overlap", async (NpgsqlDataSource source) =>
                {
                    // The long call begins with nothing open: only the short one, inside of it, is held over.
                    var longer = remote.CallAsync(400);
                    await HoldAsync(source, remote);
                    await longer;
                });
            });
        await host.GetAsync("/arm");
        await host.GetAsync("/overlap");
        var custody = await host.EvidenceAsync<CustodyEvidence>();
        var held = Assert.Single(custody.HeldOverHttp, static held => held.Route == "GET /overlap");
        Assert.Equal(1, held.Requests);
        Assert.InRange(held.PoolTimeLost, TimeSpan.FromMilliseconds(15), TimeSpan.FromMilliseconds(390));
    }

    [Fact]
    public async Task Makes_nobody_believe_that_the_host_collects_the_metrics_of_its_clients()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var remote = await RemoteService.StartAsync();
        await using var host = await TestHost.StartAsync(
            services => services.AddNpgsqlDataSource(database.ConnectionString),
            app => app.MapGet("/", async (NpgsqlDataSource source) => await HoldAsync(source, remote)));
        await host.GetAsync("/", 3);

        var instruments = new List<Instrument>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, _) => instruments.Add(instrument) };
        listener.Start();
        Assert.Contains(instruments, static instrument => instrument is { Name: HttpClientInstruments.ActiveRequests, Enabled: true, Meter.Name: HttpClientInstruments.Meter });
        // The host's own watch of its clients listens to durations; whoever wants to know what the host collects looks at the others.
        Assert.All(
            instruments.Where(static instrument => instrument.Meter.Name == HttpClientInstruments.Meter && instrument.Name is not (HttpClientInstruments.ActiveRequests or "http.client.request.duration")),
            static instrument => Assert.False(instrument.Enabled, instrument.Name));
        Assert.False(new System.Diagnostics.ActivitySource("System.Net.Http").HasListeners());
    }

    private async Task<CustodyEvidence> RunAsync(string how)
    {
        await using var database = await postgres.CreateDatabaseAsync(ShopContext.Schema, Cancellation);
        await using var remote = await RemoteService.StartAsync();
        var connectionString = database.ConnectionString + (how == "multiplexed" ? ";Multiplexing=true" : "");
        await using var host = await TestHost.StartAsync(
            services =>
            {
                services.AddNpgsqlDataSource(connectionString);
                services.AddDbContext<ShopContext>(context => context.UseNpgsql(connectionString, npgsql => npgsql.EnableRetryOnFailure(0)));
            },
            app =>
            {
                app.MapGet("/arm", async (NpgsqlDataSource source) => await HoldAsync(source, remote));
                app.MapGet("/", (NpgsqlDataSource source, ShopContext context) => how switch
                {
                    "raw" => HoldAsync(source, remote),
                    "legacy" => LegacyAsync(connectionString, remote),
                    "transaction" => TransactionAsync(source, remote),
                    "reader" => ReaderAsync(source, remote),
                    "batch" => BatchAsync(source, remote),
                    "efTransaction" => EfTransactionAsync(context, remote),
                    "efStreaming" => EfStreamingAsync(context, remote),
                    "two calls" => TwoCallsAsync(source, remote),
                    "sync" => SynchronousAsync(source, remote),
                    "query then call" => QueryThenCallAsync(source, remote),
                    "efNormal" => EfNormalAsync(context, remote),
                    "parallel query" => Task.WhenAll(CommandAsync(source, "select pg_sleep(0.03)"), remote.CallAsync(20)),
                    "parallel slow query" => Task.WhenAll(CommandAsync(source, "select pg_sleep(0.2)"), LaterAsync(remote)),
                    "two parallel queries" => TwoParallelAsync(source, remote),
                    "parallel stream" => Task.WhenAll(StreamAsync(source), LaterAsync(remote)),
                    "parallel copy" => Task.WhenAll(CopyAsync(source), LaterAsync(remote)),
                    "parallel commit" => Task.WhenAll(CommitAsync(source), remote.CallAsync(5)),
                    "command" => CommandThenCallAsync(source, remote),
                    "multiplexed" => HoldAsync(source, remote),
                    _ => remote.CallAsync(0),
                });
            });
        await host.GetAsync("/arm");
        await host.GetAsync("/", 24);
        var custody = await host.EvidenceAsync<CustodyEvidence>();
        return custody with { HeldOverHttp = [.. custody.HeldOverHttp.Where(static held => held.Route == "GET /")] };
    }

    private static async Task SelectAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("select 1", connection);
        await command.ExecuteScalarAsync(Cancellation);
    }

    private static async Task HoldAsync(NpgsqlDataSource source, RemoteService remote)
    {
        await using var connection = await source.OpenConnectionAsync(Cancellation);
        await SelectAsync(connection);
        await remote.CallAsync();
        await SelectAsync(connection);
    }

    private static async Task LegacyAsync(string connectionString, RemoteService remote)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Cancellation);
        await remote.CallAsync();
    }

    // BEGIN is sent with the first command: until then the server knows of nothing.
    private static async Task TransactionAsync(NpgsqlDataSource source, RemoteService remote)
    {
        await using var connection = await source.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await remote.CallAsync();
        await transaction.CommitAsync(Cancellation);
    }

    private static async Task ReaderAsync(NpgsqlDataSource source, RemoteService remote)
    {
        await using var connection = await source.OpenConnectionAsync(Cancellation);
        await using var command = new NpgsqlCommand("select id from items order by id limit 3", connection);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        await reader.ReadAsync(Cancellation);
        await remote.CallAsync();
    }

    private static async Task BatchAsync(NpgsqlDataSource source, RemoteService remote)
    {
        await using var connection = await source.OpenConnectionAsync(Cancellation);
        await using (var batch = new NpgsqlBatch(connection) { BatchCommands = { new("select 1"), new("select 2") } })
        {
            await batch.ExecuteNonQueryAsync(Cancellation);
        }

        await remote.CallAsync();
    }

    private static async Task EfTransactionAsync(ShopContext context, RemoteService remote)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(Cancellation);
        await context.Items.CountAsync(Cancellation);
        await remote.CallAsync();
        await transaction.CommitAsync(Cancellation);
    }

    private static async Task EfStreamingAsync(ShopContext context, RemoteService remote)
    {
        await foreach (var _ in context.Items.OrderBy(static item => item.Id).Take(2).AsAsyncEnumerable())
        {
            await remote.CallAsync();
        }
    }

    private static async Task TwoCallsAsync(NpgsqlDataSource source, RemoteService remote)
    {
        await using var connection = await source.OpenConnectionAsync(Cancellation);
        await Task.WhenAll(remote.CallAsync(10), remote.CallAsync(30));
    }

    private static async Task SynchronousAsync(NpgsqlDataSource source, RemoteService remote)
    {
#pragma warning disable CA1849 // The synchronous way is what is tested.
        using var connection = source.OpenConnection();
        using var command = new NpgsqlCommand("select 1", connection);
        command.ExecuteScalar();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/20");
        using var response = remote.Client.Send(request, Cancellation);
#pragma warning restore CA1849
        await Task.CompletedTask;
    }

    private static async Task QueryThenCallAsync(NpgsqlDataSource source, RemoteService remote)
    {
        await using (var connection = await source.OpenConnectionAsync(Cancellation))
        {
            await SelectAsync(connection);
        }

        await remote.CallAsync(5);
    }

    private static async Task EfNormalAsync(ShopContext context, RemoteService remote)
    {
        await context.Items.OrderBy(static item => item.Id).Take(3).ToListAsync(Cancellation);
        await remote.CallAsync(5);
        await context.Items.CountAsync(Cancellation);
    }

    private static async Task CommandAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteScalarAsync(Cancellation);
    }

    private static async Task CommandThenCallAsync(NpgsqlDataSource source, RemoteService remote)
    {
        await CommandAsync(source, "select 1");
        await remote.CallAsync(5);
    }

    // Begins while the work beside it is well under way.
    private static async Task LaterAsync(RemoteService remote)
    {
        await remote.CallAsync(15);
        await remote.CallAsync(15);
        await remote.CallAsync(15);
    }

    // One of two ends first; the other still works while the call runs.
    private static async Task TwoParallelAsync(NpgsqlDataSource source, RemoteService remote)
    {
        var slow = CommandAsync(source, "select pg_sleep(0.2)");
        await CommandAsync(source, "select 1");
        await remote.CallAsync(20);
        await slow;
    }

    private static async Task StreamAsync(NpgsqlDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync(Cancellation);
        await using var command = new NpgsqlCommand("select pg_sleep(0.002), repeat('x', 4000) from generate_series(1, 60)", connection);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        while (await reader.ReadAsync(Cancellation))
        {
        }
    }

    private static async Task CopyAsync(NpgsqlDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync(Cancellation);
        using var reader = await connection.BeginTextExportAsync("copy (select pg_sleep(0.1)) to stdout", Cancellation);
        await reader.ReadToEndAsync(Cancellation);
    }

    private static async Task CommitAsync(NpgsqlDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        for (var i = 0; i < 10; i++)
        {
            await using var command = new NpgsqlCommand("select pg_sleep(0.002)", connection, transaction);
            await command.ExecuteScalarAsync(Cancellation);
        }

        await transaction.CommitAsync(Cancellation);
    }
}
