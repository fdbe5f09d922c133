using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Signals;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HealthKit.Npgsql.Tests.Pools;

public partial class PoolEvidenceTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fails_the_drivers_own_lifetime_and_passes_the_cure()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using (var host = await TestHost.StartAsync(services => services.AddNpgsqlDataSource(database.ConnectionString)))
        {
            Assert.Equal(Outcome.Fail, (await host.CheckAsync("4.4")).Outcome);
            Assert.Equal(Outcome.Pass, (await host.CheckAsync("4.3")).Outcome);
            Assert.Equal(Outcome.Pass, (await host.CheckAsync("4.5")).Outcome);
            Assert.Equal(Outcome.Unknown, (await host.CheckAsync("4.1")).Outcome);
        }

        await using var cured = await TestHost.StartAsync(services => services.AddNpgsqlDataSource(database.ConnectionString + ";Connection Lifetime=900"));
        Assert.Equal(Outcome.Pass, (await cured.CheckAsync("4.4")).Outcome);
    }

    [Fact]
    public async Task Counts_logical_and_physical_opens()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var host = await TestHost.StartAsync(
            services => services.AddNpgsqlDataSource(database.ConnectionString),
            app => app.MapGet("/", async (NpgsqlDataSource source) =>
            {
                for (var i = 0; i < 100; i++)
                {
                    await using var connection = await source.OpenConnectionAsync(Cancellation);
                }
            }));
        // The self-test of the data source takes a connection of the pool, once: beside the requests it would be a second one.
        await host.ReadDatabasesAsync();
        await host.GetAsync("/", 11);
        await host.ReadDatabasesAsync();

        var pool = Assert.Single((await host.EvidenceAsync<PoolEvidence>()).Pools);
        Assert.Equal((1_100, 0), (pool.LogicalOpens, pool.PhysicalOpens));
        // A self-test may have opened one beside the first request's.
        Assert.InRange(pool.Idle ?? 0, 1, 2);
        Assert.Equal(0, pool.Used);
        Assert.Equal(Outcome.Pass, (await host.CheckAsync("4.1")).Outcome);

        await using var unpooled = await TestHost.StartAsync(services => services.AddNpgsqlDataSource(database.ConnectionString + ";Pooling=false"));
        Assert.Equal(Outcome.Fail, (await unpooled.CheckAsync("4.1")).Outcome);
    }

    [Fact]
    public async Task Measures_who_waits_for_a_connection_and_for_how_long()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var host = await TestHost.StartAsync(
            services => services.AddNpgsqlDataSource(database.ConnectionString + ";Maximum Pool Size=2;Timeout=20"),
            app => app.MapGet("/", async (NpgsqlDataSource source) =>
            {
                await using var command = source.CreateCommand("select pg_sleep(0.1)");
                await command.ExecuteScalarAsync(Cancellation);
            }));
        // The self-test of the data source takes a connection of the pool, once.
        await host.ReadDatabasesAsync();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => host.GetAsync("/")));

        var pool = Assert.Single((await host.EvidenceAsync<PoolEvidence>()).Pools);
        Assert.Equal(4, pool.Waits);
        Assert.Equal(4, pool.WaitTime.Count);
        Assert.InRange(pool.WaitTime.Max, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10));
        Assert.Equal(Outcome.Fail, (await host.CheckAsync("4.2")).Outcome);
    }

    [Fact]
    public async Task Exports_the_families_of_the_checklist_and_notes_who_collects_them()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var host = await TestHost.StartAsync(
            services => services.AddNpgsqlDataSource(database.ConnectionString),
            app => app.MapGet("/items/{id}", async (NpgsqlDataSource source) =>
            {
                await using var command = source.CreateCommand("select 1");
                await command.ExecuteScalarAsync(Cancellation);
            }));
        var factory = host.Services.GetRequiredService<IMeterFactory>();
        var (values, durations) = (new Dictionary<string, long>(StringComparer.Ordinal), 0);
        using var reader = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == MetricNames.Meter && instrument.Meter.Scope == factory)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        void Note<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
            where T : struct
        {
            var label = tags.Length > 0 ? $"{{{tags[0].Key}={tags[0].Value}}}" : "";
            values[instrument.Name + label] = Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture);
        }

        reader.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        reader.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        reader.SetMeasurementEventCallback<double>((instrument, _, _, _) => durations += instrument.Name == MetricNames.DbQueryDuration ? 1 : 0);
        reader.Start();

        await host.GetAsync("/items/3", 4);
        await Eventually.TrueAsync(
            () =>
            {
                reader.RecordObservableInstruments();
                return values.GetValueOrDefault("db_queries_total{endpoint=GET /items/{id}}") == 4;
            },
            TimeSpan.FromSeconds(10),
            "four queries are exported",
            Cancellation);
        Assert.Equal(4, durations);
        Assert.True(values["db_pool_connections_total{state=idle}"] >= 1);
        Assert.Equal((0, 0), (values["db_pool_connections_total{state=active}"], values["db_pool_connections_total{state=waiting}"]));
        var collected = host.Services.GetRequiredService<CollectionLog>().Read().Where(static family => family.Collections > 0).Select(static family => family.Family).ToArray();
        Assert.All([MetricNames.DbQueries, MetricNames.DbPoolConnections, MetricNames.DbQueryDuration, MetricNames.DbPoolWaitDuration], family => Assert.Contains(family, collected));
    }

    [Fact]
    public async Task Exports_the_queries_of_all_that_nothing_matched_as_one_series()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var host = await TestHost.StartAsync(
            services => services.AddNpgsqlDataSource(database.ConnectionString),
            app =>
            {
                app.MapGet("/work", static () => "done");
                app.Use(async (context, next) =>
                {
                    await using var command = app.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("select 1");
                    await command.ExecuteScalarAsync(Cancellation);
                    if (context.Request.Path == "/sitemap.xml")
                    {
                        await context.Response.WriteAsync("answered before any endpoint", Cancellation);
                        return;
                    }

                    await next(context);
                });
            });
        var factory = host.Services.GetRequiredService<IMeterFactory>();
        var series = new List<(string? Endpoint, long Queries)>();
        using var reader = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument is { Name: MetricNames.DbQueries } && instrument.Meter.Scope == factory)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        reader.SetMeasurementEventCallback<long>((_, value, tags, _) => series.Add((tags[0].Value as string, value)));
        reader.Start();

        await host.GetAsync("/sitemap.xml", 3);
        for (var i = 0; i < 2; i++)
        {
            using var missing = await host.Client.GetAsync("/missing", Cancellation);
            Assert.Equal(System.Net.HttpStatusCode.NotFound, missing.StatusCode);
        }

        await Eventually.TrueAsync(
            () =>
            {
                series.Clear();
                reader.RecordObservableInstruments();
                return series.Sum(static one => one.Queries) == 5;
            },
            TimeSpan.FromSeconds(60),
            "five queries are exported",
            Cancellation);
        Assert.Equal([("GET (unmatched)", 5L)], series);
    }

    [Fact]
    public async Task Shows_no_host_user_or_password_anywhere_in_the_evidence()
    {
        await using var database = await postgres.CreateDatabaseAsync("create role \"userofshop\" login superuser password 'hunter2secret'", Cancellation);
        var connectionString = database.Server.ConnectionStringFor(database.Name, "userofshop", "hunter2secret") + ";Persist Security Info=true";
        await using var host = await TestHost.StartAsync(
            services => services.AddNpgsqlDataSource(connectionString),
            app => app.MapGet("/", async (NpgsqlDataSource source) =>
            {
                await using var command = source.CreateCommand("select 'valueofsomebody' where 1 = 4711");
                await command.ExecuteScalarAsync(Cancellation);
                await using var broken = source.CreateCommand("select * from t where name = 'O'Brien valueofsomebody'");
                await Assert.ThrowsAsync<PostgresException>(() => broken.ExecuteScalarAsync(Cancellation));
                await using var legacy = new NpgsqlConnection(connectionString + ";Timeout=9");
                await legacy.OpenAsync(Cancellation);
            }));
        await host.GetAsync("/", 40);
        await host.ReadDatabasesAsync();
        await Eventually.TrueAsync(async () => (await host.EvidenceAsync<QueryEvidence>()).Statements.Count > 0, TimeSpan.FromSeconds(10), "statements", Cancellation);

        // The test's own client calls this host from the same process, and hosts that are called are named.
        var json = OwnCalls().Replace(await host.EvidenceJsonAsync(), call => call.Value.EndsWith($":{database.Server.Port}", StringComparison.Ordinal) ? call.Value : "");
        Assert.Contains(database.Name, json, StringComparison.Ordinal);
        foreach (var secret in (string[])["hunter2secret", "userofshop", "127.0.0.1", "valueofsomebody", "4711", database.Server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)])
        {
            Assert.DoesNotContain(secret, json, StringComparison.Ordinal);
        }
    }

    [GeneratedRegex("127\\.0\\.0\\.1:[0-9]+")]
    private static partial Regex OwnCalls();
}
