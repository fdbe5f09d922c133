using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace HealthKit.Npgsql.Tests.Databases;

/// <summary>Scans that do not show as one with a filter that runs to its end: below a LIMIT, filtered by a join, inside a function.</summary>
public class HiddenScanTests(PostgresFixture postgres)
{
    private const int Customer = 14_000;

    private const string Schema = """
        create table customer (id int primary key, email text not null unique, region int not null);
        insert into customer select i, 'u' || i, i % 7 from generate_series(0, 14999) i; create index on customer (region);
        create table state (id int primary key, code text); insert into state select i, 'c' || i from generate_series(0, 9) i;
        create table "order" (id int primary key, customer_id int not null, state_id int not null);
        insert into "order" select i, i % 15000, i % 10 from generate_series(1, 60000) i;
        create table indexed as select * from "order"; create index on indexed (customer_id); create index on indexed (state_id);
        create table part (id int, customer_id int not null) partition by range (id);
        create table part_1 partition of part for values from (0) to (30000); create table part_2 partition of part for values from (30000) to (60001);
        insert into part select id, customer_id from "order";
        create view seen as select id, customer_id from "order";

        create function find_orders(c int) returns setof int language plpgsql stable as $f$ begin return query select o.id from "order" o where o.customer_id = c; end $f$;
        create function orders_of(c int) returns bigint language sql volatile as 'select count(*) from seen where customer_id = c';
        create function outer_of(c int) returns bigint language plpgsql as 'begin return orders_of(c); end';
        create function find_indexed(c int) returns setof int language plpgsql stable as $f$ begin return query select o.id from indexed o where o.customer_id = c; end $f$;
        create function next(n int) returns int language plpgsql as $f$ begin return n + abs(n); end $f$;
        create function find_any(t text, c int) returns setof int language plpgsql as $f$ begin return query execute format('select id from %I where customer_id = $1', t) using c; end $f$;
        vacuum analyze;
        """;

    private static readonly TimeSpan BetweenReadings = TimeSpan.FromSeconds(13);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // The planner takes an unknown LIMIT for a tenth of the rows, and a known one for what it would find if they lay evenly.
    [Theory]
    [InlineData("select id from \"order\" where customer_id = @n limit @take", "\"order\"")]
    [InlineData("select id from \"order\" where customer_id = @n limit 1", "\"order\"")]
    [InlineData("select o.id from customer c join \"order\" o on o.customer_id = c.id where c.email = @email", "\"order\"")]
    [InlineData("select c.id, o.id from customer c left join \"order\" o on c.id = o.customer_id where c.email = @email", "\"order\"")]
    [InlineData("select c.id from customer c where c.email = @email and not exists (select from \"order\" o where o.customer_id = c.id)", "\"order\"")]
    [InlineData("select p.id from customer c join part p on p.customer_id = c.id where c.email = @email", "part")]
    public async Task Finds_a_scan_and_passes_it_once_an_index_serves_it(string sql, string table)
    {
        await using var database = await postgres.CreateDatabaseAsync(Schema, Cancellation);
        await using (var host = await StartAsync(database, sql))
        {
            await DriveUntilAsync(host, database, table, Outcome.Fail);
            var scan = Assert.Single(Assert.Single((await host.EvidenceAsync<QueryPlanEvidence>()).Plans).SequentialScans);
            Assert.Equal($"public.{table}", scan.Table);
            Assert.Contains("(customer_id);", scan.CandidateIndex, StringComparison.Ordinal);
            await database.ExecuteAsync($"{scan.CandidateIndex}\nanalyze {table}", Cancellation);
        }

        await using var cured = await StartAsync(database, sql);
        await DriveUntilAsync(cured, database, table, Outcome.Pass);
    }

    [Theory]
    [InlineData("select id from \"order\" where id >= 0 limit @take", "\"order\"")]
    [InlineData("select c.region, count(*) from customer c join \"order\" o on o.customer_id = c.id group by c.region", "\"order\"")]
    [InlineData("select count(*) from customer c join \"order\" o on o.customer_id = c.id where c.region = @region", "\"order\"")]
    [InlineData("select count(*) from customer c join indexed o on o.customer_id = c.id where c.region = @region", "indexed")]
    [InlineData("select count(*) from state s join indexed o on o.state_id = s.id where s.code = @code", "indexed")]
    [InlineData("select count(c.id) from \"order\" o left join customer c on c.id = o.customer_id and c.email = @email", "\"order\"")]
    [InlineData("select x.n from (select customer_id, count(*) n from \"order\" group by customer_id) x join customer c on c.id = x.customer_id where c.email = @email", "\"order\"")]
    [InlineData("select * from find_indexed(@n)", "indexed")]
    [InlineData("select next(id) from indexed where customer_id = @n", "indexed")]
    public async Task Passes_what_only_looks_like_a_hidden_scan(string sql, string table)
    {
        await using var database = await postgres.CreateDatabaseAsync(Schema, Cancellation);
        await using var host = await StartAsync(database, sql);
        await DriveUntilAsync(host, database, table, Outcome.Pass);
    }

    // Whether an index would serve a tenth of a table nobody can tell; and what a function scans stands in no plan.
    [Theory]
    [InlineData("select count(*) from state s join \"order\" o on o.state_id = s.id where s.code = @code", "\"order\"", "about 10 % of its rows are expected to match")]
    [InlineData("select * from find_orders(@n)", "\"order\"", "public.find_orders")]
    [InlineData("select id, orders_of(id) from state where id = @one", "\"order\"", "public.orders_of")]
    [InlineData("select outer_of(@n)", "\"order\"", "public.outer_of")]
    [InlineData("select * from find_any('order', @n)", "\"order\"", "public.find_any makes the SQL that it runs")]
    public async Task Leaves_open_what_nobody_can_tell(string sql, string table, string reason)
    {
        await using var database = await postgres.CreateDatabaseAsync(Schema, Cancellation);
        await using var host = await StartAsync(database, sql);
        var text = "";
        await Eventually.TrueAsync(
            async () =>
            {
                await RunAsync(host, database, table, 30);
                var check = await host.CheckAsync("2.3");
                Assert.False(check.Outcome is Outcome.Pass or Outcome.Fail, $"{check.Outcome}: {check.Observed}");
                text = check.Reason ?? "";
                return text.Contains(reason, StringComparison.Ordinal);
            },
            TimeSpan.FromSeconds(60),
            $"2.3 says {reason}",
            Cancellation);
        Assert.Contains(sql[..12], text, StringComparison.Ordinal);
    }

    // Each request ends one scan early by its LIMIT and reads the table whole for a report, which is none of that statement's.
    [Fact]
    public async Task Blames_no_limit_for_what_another_statement_of_the_same_request_reads()
    {
        await using var database = await postgres.CreateDatabaseAsync(Schema, Cancellation);
        await using var host = await StartAsync(database, "select id from \"order\" where id >= 0 limit @take", "select count(*) from \"order\"");
        foreach (var requests in (int[])[20, 20, 4, 24, 8, 30, 2, 16])
        {
            await RunAsync(host, database, "\"order\"", requests, reads: 2 * requests);
            Assert.NotEqual(Outcome.Fail, (await host.CheckAsync("2.3")).Outcome);
        }

        var check = await host.CheckAsync("2.3");
        Assert.Equal(Outcome.Unknown, check.Outcome);
        Assert.Contains("a LIMIT may end its scans early", check.Reason, StringComparison.Ordinal);
    }

    private Task DriveUntilAsync(TestHost host, PostgresDatabase database, string table, Outcome expected)
    {
        var calls = 200;
        return Eventually.TrueAsync(
            async () =>
            {
                await RunAsync(host, database, table, calls);
                calls = 5;
                return (await host.CheckAsync("2.3")).Outcome == expected;
            },
            TimeSpan.FromSeconds(60),
            $"2.3 is {expected}",
            Cancellation);
    }

    private async Task RunAsync(TestHost host, PostgresDatabase database, string table, int requests, int? reads = null)
    {
        table = table == "part" ? "part_1" : table;
        await host.ReadDatabasesAsync();
        await host.BookAsync(database, table, reads ?? requests, () => host.GetAsync("/run", requests), Cancellation);
        _time.Advance(BetweenReadings);
        await host.ReadDatabasesAsync();
    }

    private Task<TestHost> StartAsync(PostgresDatabase database, params string[] statements) => TestHost.StartAsync(
        services => services.AddSingleton<TimeProvider>(_time).AddNpgsqlDataSource(database.ConnectionString + ";Max Auto Prepare=0"),
        app => app.MapGet("/run", async (NpgsqlDataSource source) =>
        {
            foreach (var sql in statements)
            {
                await using var command = source.CreateCommand(sql);
                foreach (var (name, value) in ((string, object)[])[("n", Customer), ("one", 1), ("take", 50L), ("email", $"u{Customer}"), ("region", 3), ("code", "c3")])
                {
                    if (sql.Contains($"@{name}", StringComparison.Ordinal))
                    {
                        command.Parameters.AddWithValue(name, value);
                    }
                }

                await using var reader = await command.ExecuteReaderAsync(Cancellation);
                while (await reader.ReadAsync(Cancellation))
                {
                }
            }
        }));
}
