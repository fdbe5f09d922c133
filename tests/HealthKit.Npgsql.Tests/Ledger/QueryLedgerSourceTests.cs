using System.Net;
using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Npgsql.Ledger;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HealthKit.Npgsql.Tests.Ledger;

public sealed class QueryLedgerSourceTests(PostgresFixture postgres) : IDisposable
{
    private const string Sql = "select note from orders where customer = @customer and note <> 'none'";

    private static readonly (string, string) FromLoopback = ("HealthAudit:AllowLoopback", "true");

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"healthkit-{Guid.NewGuid():N}.json");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task A_review_holds_over_restarts_and_is_void_once_the_plan_changes()
    {
        await using var database = await postgres.CreateDatabaseAsync(
            "create table orders (id int primary key, customer int, note text); insert into orders select i, i % 500, 'x' from generate_series(1, 4000) i; create index by_customer on orders (customer); vacuum analyze orders", Cancellation);
        string hash;
        await using (var host = await StartAsync(database))
        {
            await RunAsync(host);
            await PlannedAsync(host);
            Assert.Equal(Outcome.Unknown, (await host.CheckAsync("2.7")).Outcome);
            Assert.Contains("healthkit.queries.json", (await host.CheckAsync("9.1")).Reason, StringComparison.Ordinal);

            // The proposal makes it known, nobody has reviewed it.
            var proposed = await ProposedAsync(host) with { ReleasedAt = DateTimeOffset.UnixEpoch };
            await WriteAsync(host, proposed);
            await ExpectAsync(host, Outcome.Fail, Outcome.Warn);
            var entry = Assert.Single(proposed.Queries);
            Assert.Contains(entry.Plan, static line => line.TrimStart() == "Bitmap Index Scan using by_customer");
            Assert.DoesNotContain("none", proposed.ToJson(), StringComparison.Ordinal);
            Assert.Equal(proposed.ToJson(), (await ProposedAsync(host)).ToJson());
            hash = entry.PlanHash!;
            await WriteAsync(host, proposed with { Queries = [entry with { Reviewer = "Ada", ReviewedOn = DateOnly.FromDateTime(DateTime.UnixEpoch) }] });
            await ExpectAsync(host, Outcome.Pass, Outcome.Pass);
        }

        // New rows and a restart are no other plan; a dropped index is.
        await database.ExecuteAsync("insert into orders select i, i % 500, 'y' from generate_series(4001, 5000) i; vacuum analyze orders", Cancellation);
        await using (var host = await StartAsync(database))
        {
            await RunAsync(host);
            await PlannedAsync(host);
            Assert.Equal(hash, Assert.Single((await host.EvidenceAsync<QueryPlanEvidence>()).Plans).PlanHash);
            await ExpectAsync(host, Outcome.Pass, Outcome.Pass);
        }

        await database.ExecuteAsync("drop index by_customer", Cancellation);
        await using (var host = await StartAsync(database))
        {
            await RunAsync(host);
            await PlannedAsync(host);
            await ExpectAsync(host, Outcome.Warn, Outcome.Warn);
            Assert.Contains("changed since the review", (await host.CheckAsync("2.7")).Observed, StringComparison.Ordinal);
        }
    }

    // 9.1 asks for a review of every new statement, and a review needs a plan: one that ran once has one too.
    [Fact]
    public async Task A_statement_that_is_new_and_rare_can_be_reviewed()
    {
        await using var database = await postgres.CreateDatabaseAsync(
            "create table orders (id int primary key, customer int, note text); insert into orders select i, i % 500, 'x' from generate_series(1, 4000) i; create index by_customer on orders (customer); vacuum analyze orders", Cancellation);
        await using var host = await StartAsync(database);
        await RunAsync(host);
        await PlannedAsync(host);
        await WriteAsync(host, Signed(await ProposedAsync(host) with { ReleasedAt = DateTimeOffset.UnixEpoch }));
        await ExpectAsync(host, Outcome.Pass, Outcome.Pass);

        await host.GetAsync("/rare", 8);
        await ExpectAsync(host, Outcome.Pass, Outcome.Warn);
        Assert.Contains("count(*)", Assert.Single((await host.CheckAsync("9.1")).Offenders).Subject, StringComparison.Ordinal);

        await host.ReadDatabasesAsync();
        var proposed = await ProposedAsync(host);
        var rare = Assert.Single(proposed.Queries, static entry => !entry.IsReviewed);
        Assert.Equal(["Aggregate", "  Seq Scan on public.orders"], rare.Plan);
        await WriteAsync(host, Signed(proposed));
        await ExpectAsync(host, Outcome.Pass, Outcome.Pass);
    }

    private static QueryLedger Signed(QueryLedger ledger) => ledger with
    {
        Queries = [.. ledger.Queries.Select(static entry => entry with { Reviewer = "Ada", ReviewedOn = DateOnly.FromDateTime(DateTime.UnixEpoch) })],
    };

    // Its text holds a literal, so it is planned when it runs again after it was asked for.
    private static Task PlannedAsync(TestHost host) => Eventually.TrueAsync(
        async () =>
        {
            await RunAsync(host);
            await RefreshAsync(host);
            return (await host.EvidenceAsync<QueryPlanEvidence>()).Plans is [{ PlanHash: not null }];
        },
        TimeSpan.FromSeconds(30),
        "the statement is planned",
        Cancellation);

    [Fact]
    public async Task Refuses_a_malformed_ledger_as_a_whole_and_reads_it_once_it_is_mended()
    {
        await File.WriteAllTextAsync(_file, "{\n  \"releasedAt\": \"2026-01-01T00:00:00Z\",\n  \"queries\": [ { \"fingerprint\": \"x\" } ]\n}", Cancellation);
        await using var host = await TestHost.StartAsync(
            static services => services.AddNpgsqlDataSource("Host=127.0.0.1;Port=1;Username=u"), options: options => options.QueryLedgerPath = _file, configuration: FromLoopback);
        await RefreshAsync(host);
        var check = await host.CheckAsync("2.7");
        Assert.Equal(Outcome.Error, check.Outcome);
        Assert.Contains($"{Path.GetFileName(_file)}(3): fingerprint is 'x', not 16 hexadecimal digits", check.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(Path.GetTempPath(), check.Reason, StringComparison.Ordinal);

        // What a malformed ledger holds is not thrown away for a proposal.
        using var refused = await host.Client.GetAsync("/health/audit/queries", Cancellation);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("(3): fingerprint is 'x'", await refused.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);

        await File.WriteAllTextAsync(_file, "{\"releasedAt\": \"2026-01-01T00:00:00Z\", \"queries\": []}", Cancellation);
        await RefreshAsync(host);
        Assert.Empty((await host.EvidenceAsync<QueryLedgerEvidence>()).Ledger.Queries);
    }

    // The statement's plan and the ledger are read in the background too, each in its own time.
    private static async Task ExpectAsync(TestHost host, Outcome busy, Outcome fresh)
    {
        var (reviews, news) = (await host.CheckAsync("2.7"), await host.CheckAsync("9.1"));
        var end = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(30);
        while ((reviews.Outcome, news.Outcome) != (busy, fresh) && TimeProvider.System.GetUtcNow() < end)
        {
            await RefreshAsync(host);
            (reviews, news) = (await host.CheckAsync("2.7"), await host.CheckAsync("9.1"));
        }

        Assert.True((reviews.Outcome, news.Outcome) == (busy, fresh), $"2.7 {reviews.Outcome}: {reviews.Reason ?? reviews.Observed}\n9.1 {news.Outcome}: {news.Reason ?? news.Observed}");
    }

    private static async Task RunAsync(TestHost host)
    {
        await host.GetAsync("/warm", 6);
        await host.ReadDatabasesAsync();
        await host.GetAsync("/many", 12);
        await host.ReadDatabasesAsync();
    }

    private static async Task<QueryLedger> ProposedAsync(TestHost host) =>
        QueryLedger.Parse(await host.Client.GetByteArrayAsync("/health/audit/queries", Cancellation), "proposed");

    private async Task WriteAsync(TestHost host, QueryLedger ledger)
    {
        await File.WriteAllTextAsync(_file, ledger.ToJson(), Cancellation);
        await RefreshAsync(host);
    }

    // The first may join a reading that began before the file was written; the second cannot.
    private static async Task RefreshAsync(TestHost host)
    {
        var store = host.Services.GetRequiredService<EvidenceStore>();
        var ledger = store.Sources.OfType<QueryLedgerSource>().Single();
        await store.RefreshAsync(ledger, Cancellation);
        await store.RefreshAsync(ledger, Cancellation);
    }

    private Task<TestHost> StartAsync(PostgresDatabase database)
    {
        static async Task Run(NpgsqlDataSource source, int times)
        {
            for (var i = 0; i < times; i++)
            {
                await using var command = source.CreateCommand(Sql);
                command.Parameters.AddWithValue("customer", i);
                await command.ExecuteScalarAsync(Cancellation);
            }
        }

        return TestHost.StartAsync(
            services => services.AddNpgsqlDataSource(database.ConnectionString),
            app =>
            {
                app.MapGet("/warm", (NpgsqlDataSource source) => Run(source, 1));
                app.MapGet("/many", (NpgsqlDataSource source) => Run(source, 200));
                app.MapGet("/rare", async (NpgsqlDataSource source) =>
                {
                    await using var command = source.CreateCommand("select count(*) from orders");
                    await command.ExecuteScalarAsync(Cancellation);
                });
            },
            options => options.QueryLedgerPath = _file,
            FromLoopback);
    }
}
