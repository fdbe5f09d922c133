using Dapper;
using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Npgsql.Commands;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HealthKit.Npgsql.Tests.Commands;

/// <summary>Round trips on a real host and a real server, whatever sends them.</summary>
public class CommandCountTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Holds_the_queries_of_an_answer_that_lasts_against_no_request()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var host = await TestHost.StartAsync(
            services => services.AddNpgsqlDataSource(database.ConnectionString),
            app =>
            {
                static async Task Tick(HttpContext context, NpgsqlDataSource source, string type)
                {
                    context.Response.ContentType = type;
                    for (var i = 0; i < 12; i++)
                    {
                        await using var command = source.CreateCommand("select now()");
                        await context.Response.WriteAsync($"data: {await command.ExecuteScalarAsync(Cancellation)}\n\n", Cancellation);
                    }
                }

                app.MapGet("/events", (HttpContext context, NpgsqlDataSource source) => Tick(context, source, "text/event-stream"));
                app.MapGet("/report", (HttpContext context, NpgsqlDataSource source) => Tick(context, source, "text/plain"));
            });
        await host.GetAsync("/events", 45);
        await host.BookedAsync(45);
        Assert.Equal(Outcome.Unknown, (await host.CheckAsync("2.4")).Outcome);

        await host.GetAsync("/report", 45);
        await host.BookedAsync(90);
        var check = await host.CheckAsync("2.4");
        Assert.Equal(Outcome.Fail, check.Outcome);
        Assert.Equal("GET /report", Assert.Single(check.Offenders).Subject);
    }

    [Fact]
    public async Task Counts_the_round_trips_of_each_route_whatever_sends_them()
    {
        await using var database = await postgres.CreateDatabaseAsync("create table item (id int primary key, name text); insert into item select i, 'n' || i from generate_series(1, 100) i", Cancellation);
        var late = new TaskCompletionSource();
        var lateDone = new TaskCompletionSource();
        await using var host = await TestHost.StartAsync(
            services => services.AddNpgsqlDataSource(database.ConnectionString).AddDbContext<Items>(options => options.UseNpgsql(database.ConnectionString)),
            app =>
            {
                app.MapGet("/raw", async (NpgsqlDataSource source) =>
                {
                    await using var connection = await source.OpenConnectionAsync(Cancellation);
                    await using var command = new NpgsqlCommand("select name from item where id = $1", connection) { Parameters = { new() { Value = 7 } } };
                    await using (var reader = await command.ExecuteReaderAsync())
                    {
                        await reader.ReadAsync(Cancellation);
                    }

                    using var sync = new NpgsqlCommand("select 1", connection);
                    sync.ExecuteScalar();
                });
                app.MapGet("/dapper/{id}", async (int id, NpgsqlDataSource source) =>
                {
                    await using var connection = await source.OpenConnectionAsync(Cancellation);
                    return await connection.QueryAsync<string>("select name from item where id = @id", new { id });
                });
                app.MapGet("/ef", async (Items items) => await items.Set<Item>().Where(item => item.Id < 5).ToListAsync(Cancellation));
                app.MapGet("/batch", async (NpgsqlDataSource source) =>
                {
                    await using var batch = source.CreateBatch();
                    for (var i = 0; i < 3; i++)
                    {
                        batch.BatchCommands.Add(new NpgsqlBatchCommand("select 1"));
                    }

                    await batch.ExecuteNonQueryAsync(Cancellation);
                });
                app.MapGet("/parallel", (NpgsqlDataSource source) => Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
                {
                    await using var command = source.CreateCommand("select count(*) from item");
                    await command.ExecuteScalarAsync(Cancellation);
                })));
                app.MapGet("/failing", async (NpgsqlDataSource source) =>
                {
                    await using var command = source.CreateCommand("select 1 / (id - id) from item");
                    await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteScalarAsync(Cancellation));
                });
                app.MapGet("/copy", async (NpgsqlDataSource source) =>
                {
                    await using var connection = await source.OpenConnectionAsync(Cancellation);
                    using var reader = await connection.BeginTextExportAsync("copy item to stdout", Cancellation);
                    await reader.ReadToEndAsync(Cancellation);
                });
                app.MapGet("/late", (NpgsqlDataSource source) =>
                {
                    _ = Task.Run(async () =>
                    {
                        await late.Task.WaitAsync(Cancellation);
                        await using var command = source.CreateCommand("select 'late'");
                        await command.ExecuteScalarAsync(Cancellation);
                        lateDone.SetResult();
                    }, Cancellation);
                    return Results.Ok();
                });
                app.MapGet("/none", () => "nothing");
            });

        await host.GetAsync("/raw", 5);
        await host.GetAsync("/dapper/7", 4);
        await host.GetAsync("/ef", 3);
        await host.GetAsync("/batch", 2);
        await host.GetAsync("/parallel");
        await host.GetAsync("/failing");
        await host.GetAsync("/copy", 3);
        await host.GetAsync("/none", 6);
        await host.GetAsync("/late");
        await CompletedAsync(host, 26);
        late.SetResult();
        await lateDone.Task.WaitAsync(TimeSpan.FromSeconds(10), Cancellation);

        var queries = await host.EvidenceAsync<QueryEvidence>();
        var trips = queries.Routes.ToDictionary(route => route.Route, route => (route.Requests, route.RoundTrips.Sum));
        Assert.Equal((5, 10), trips["GET /raw"]);
        Assert.Equal((4, 4), trips["GET /dapper/{id}"]);
        Assert.Equal((3, 3), trips["GET /ef"]);
        Assert.Equal((2, 2), trips["GET /batch"]);
        Assert.Equal((1, 4), trips["GET /parallel"]);
        Assert.Equal((1, 1), trips["GET /failing"]);
        Assert.Equal((3, 3), trips["GET /copy"]);
        Assert.DoesNotContain("GET /none", trips.Keys);
        Assert.DoesNotContain("GET /late", trips.Keys);
        Assert.Equal(1, host.Services.GetRequiredService<DatabaseSignals>().BackgroundCommands);
        Assert.Equal(28, queries.Commands);
    }

    [Fact]
    public async Task Finds_a_query_in_a_loop_and_is_content_with_its_cure()
    {
        await using var database = await postgres.CreateDatabaseAsync("create table line (id int primary key, item int); insert into line select i, i from generate_series(1, 100) i", Cancellation);
        await using var host = await TestHost.StartAsync(
            services => services.AddNpgsqlDataSource(database.ConnectionString),
            app => app.MapGet("/lines", async (bool cured, NpgsqlDataSource source) =>
            {
                await using var connection = await source.OpenConnectionAsync(Cancellation);
                var ids = await connection.QueryAsync<int>("select id from line limit 12");
                if (cured)
                {
                    return await connection.ExecuteScalarAsync<int>("select count(item) from line where id = any(@ids)", new { ids = ids.ToArray() });
                }

                var sum = 0;
                foreach (var id in ids)
                {
                    sum += await connection.ExecuteScalarAsync<int>(id % 2 == 0 ? "select item from line where id = @id" : $"select item from line where id = {id}", new { id });
                }

                return sum;
            }));

        await host.GetAsync("/lines?cured=false", 60);
        await CompletedAsync(host, 60);

        var check = await host.CheckAsync("2.4");
        Assert.Equal(Checks.Outcome.Fail, check.Outcome);
        Assert.Contains("GET /lines", check.Offenders[0].Subject, StringComparison.Ordinal);
        Assert.Contains("13", check.Offenders[0].Observed, StringComparison.Ordinal);
        var route = Assert.Single((await host.EvidenceAsync<QueryEvidence>()).Routes);
        Assert.Equal("select item from line where id = ?", route.RepeatedText);
        Assert.Equal(12, route.WorstRepeat);
        Assert.Equal(route.SampledRequests, route.RequestsWithRepeats);

        await using var cured = await TestHost.StartAsync(
            services => services.AddNpgsqlDataSource(database.ConnectionString),
            app => app.MapGet("/lines", async (NpgsqlDataSource source) =>
            {
                await using var connection = await source.OpenConnectionAsync(Cancellation);
                var ids = await connection.QueryAsync<int>("select id from line limit 12");
                return await connection.ExecuteScalarAsync<int>("select count(item) from line where id = any(@ids)", new { ids = ids.ToArray() });
            }));
        await cured.GetAsync("/lines", 60);
        await CompletedAsync(cured, 60);
        Assert.Equal(Checks.Outcome.Pass, (await cured.CheckAsync("2.4")).Outcome);
    }

    [Fact]
    public async Task Measures_the_server_and_not_what_the_code_does_with_the_rows()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var host = await TestHost.StartAsync(
            services => services.AddNpgsqlDataSource(database.ConnectionString),
            app =>
            {
                app.MapGet("/rows", async (NpgsqlDataSource source) =>
                {
                    await using var command = source.CreateCommand("select generate_series(1, 3)");
                    await using var reader = await command.ExecuteReaderAsync(Cancellation);
                    while (await reader.ReadAsync(Cancellation))
                    {
                        await Task.Delay(50, Cancellation);
                    }
                });
                app.MapGet("/slow", async (NpgsqlDataSource source) =>
                {
                    await using var command = source.CreateCommand("select pg_sleep(0.12)");
                    await command.ExecuteScalarAsync(Cancellation);
                });
            });

        // Few at a time: the server's answer is measured, not a crowd at its door.
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => host.GetAsync("/rows", 10)));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => host.GetAsync("/slow", 10)));
        await CompletedAsync(host, 80);

        var queries = await host.EvidenceAsync<QueryEvidence>();
        Assert.True(queries.MeasuresFirstResponse);
        var rows = queries.Statements.Single(statement => statement.Text.Contains("generate_series", StringComparison.Ordinal));
        var slow = queries.Statements.Single(statement => statement.Text.Contains("pg_sleep", StringComparison.Ordinal));
        Assert.True(rows.Latency.QuantileAtMost(0.5) < TimeSpan.FromMilliseconds(100));
        Assert.Equal(slow.Latency.Count, slow.Latency.OverLimit);
        Assert.InRange(slow.Calls, slow.Latency.Count, slow.Latency.Count * 2);
        Assert.Equal(["GET /slow"], slow.Routes);

        var check = await host.CheckAsync("2.1");
        Assert.Equal(Checks.Outcome.Fail, check.Outcome);
        Assert.Contains("pg_sleep(?)", check.Offenders[0].Subject, StringComparison.Ordinal);
    }

    // The driver never ends the activity of a reader that nobody closes, though the connection is closed.
    [Fact]
    public async Task Measures_calls_whose_readers_are_never_closed()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var host = await TestHost.StartAsync(
            services => services.AddNpgsqlDataSource(database.ConnectionString),
            app =>
            {
                app.MapGet("/multiple", async (NpgsqlDataSource source) =>
                {
                    await using var connection = await source.OpenConnectionAsync(Cancellation);
                    var results = await connection.QueryMultipleAsync("select 'first'; select 'second' from pg_sleep(0.12)");
                    return await results.ReadFirstAsync<string>();
                });
                app.MapGet("/reader", async (NpgsqlDataSource source) =>
                {
                    await using var connection = await source.OpenConnectionAsync(Cancellation);
                    for (var i = 0; i < 3; i++)
                    {
                        await using var another = await source.OpenConnectionAsync(Cancellation);
                        var command = new NpgsqlCommand("select pg_sleep(0.12)", another);
                        await command.ExecuteReaderAsync(Cancellation);
                    }

                    await connection.ExecuteScalarAsync<int>("select 1");
                });
            });
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => host.GetAsync("/multiple", 5)));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => host.GetAsync("/reader", 5)));
        await CompletedAsync(host, 40);

        var queries = await host.EvidenceAsync<QueryEvidence>();
        Assert.Equal(100, queries.Commands);
        Assert.Equal(queries.SampledCommands, queries.Statements.Sum(static statement => statement.Latency.Count));
        // An estimate from the sampled requests, a few in forty.
        Assert.InRange(queries.Statements.Sum(static statement => statement.Calls), 50, 150);
        var slow = queries.Statements.Single(static statement => statement.Text == "select pg_sleep(?)");
        Assert.Equal(slow.Latency.Count, slow.Latency.OverLimit);
        var multiple = queries.Statements.Single(static statement => statement.Text.Contains(';', StringComparison.Ordinal));
        Assert.Equal(["GET /multiple"], multiple.Routes);
        Assert.Equal(Checks.Outcome.Fail, (await host.CheckAsync("2.1")).Outcome);
    }

    /// <summary>Completion is booked after the answer has left.</summary>
    private static Task CompletedAsync(TestHost host, long requests) => Eventually.TrueAsync(
        async () => (await host.EvidenceAsync()).Find<HttpEvidence>() is { } http && http.Routes.Sum(static route => route.Requests + route.WarmUp) >= requests,
        TimeSpan.FromSeconds(10),
        "the requests are booked",
        Cancellation);

    private sealed class Item
    {
        public int Id { get; set; }

        public string? Name { get; set; }
    }

    private sealed class Items(DbContextOptions<Items> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Item>(item =>
        {
            item.ToTable("item");
            item.Property(static row => row.Id).HasColumnName("id");
            item.Property(static row => row.Name).HasColumnName("name");
        });
    }
}
