using HealthKit.Npgsql.Databases;
using HealthKit.TestServers;
using Npgsql;

namespace HealthKit.Npgsql.Tests.Databases;

public class NoIndexServesTests(PostgresFixture postgres)
{
    private const string Schema = """
        create table plain (id int primary key, customer int, state text, note text, mail text, closed timestamptz);
        create index on plain (lower(mail));
        insert into plain select i, i % 500, case when i % 500 = 0 then 'open' else 'done' end, md5(i::text), i::text from generate_series(1, 12000) i;
        create view seen as select p.id, p.customer from plain p where p.note is not null;
        create function next(n int) returns int language sql stable as 'select n + 1';
        create function of_customer(n int) returns setof plain language sql stable as 'select * from plain where customer = n';
        create table other as select * from plain; alter table other add primary key (id);
        create table parts (like plain) partition by hash (customer);
        create table parts_0 partition of parts for values with (modulus 2, remainder 0); create table parts_1 partition of parts for values with (modulus 2, remainder 1);
        insert into parts select * from plain;
        create table guarded as select * from plain; alter table guarded enable row level security;
        create table parent as select * from plain; create table child () inherits (parent);
        create table partial as select * from plain; create index on partial (id) where closed is null;
        create table covered as select * from plain; create index on covered (id) include (customer);
        create table expressed as select * from plain; create index on expressed ((note || state));
        create table second as select * from plain; create index on second (state, customer);
        create table "Quoted" ("Id" int primary key, "Customer" int, "order" int); create index on "Quoted" ("order");
        insert into "Quoted" select i, i, i from generate_series(1, 12000) i;
        vacuum analyze;
        """;

    private static readonly (string Sql, bool Certain)[] Statements =
    [
        ("select id, note from plain where customer = $1", true),
        ("select id, note from plain where customer = $1 order by note", true),
        ("select count(*), sum(customer) from plain where customer = $1 and note is not null", true),
        ("select state, count(*) from plain where customer = $1 group by state order by 2", true),
        ("select id from plain where note = any($1) and not customer = $2", true),
        ("select id from plain where state in ($1, $2) and note like $3 for update", true),
        ("update plain set note = note where customer = $1", true),
        ("delete from plain where customer between $1 and $2", true),
        ("select id from seen where customer = $1", true),
        ("select next($1) from plain where customer = $1", true),
        ("select id from of_customer($1)", true),
        ("select \"Id\" from \"Quoted\" where \"Customer\" = $1", true),

        // An index may find, sort, group by or cover what is asked for.
        ("select max(id) from plain where customer = $1", false),
        ("select array_agg(note order by id) from plain where customer = $1", false),
        ("select distinct id from plain where customer = $1", false),
        ("select note, row_number() over (order by id) from plain where customer = $1", false),
        ("select note from plain where customer = $1 order by id desc", false),
        ("select note from plain where customer = $1 and id % 2 <> $2", false),
        ("select note from plain where mail = $1", false),
        ("select id from plain where $1::int is null or customer = $1", false),
        ("select id from plain where customer is distinct from $1", false),
        ("select id from plain where coalesce(customer, $1) = $1", false),
        ("select id from plain p where customer = $1 and p is not null", false),
        ("select \"Id\" from \"Quoted\" where \"order\" + 1 = $1", false),
        ("select note from partial where customer = $1", false),
        ("select note from covered where customer = $1", false),
        ("select note from expressed where state = $1", false),
        ("select note from second where customer = $1", false),

        // A call may not come to the scan, or not to its end, or what it scans is more than one table.
        ("select id from plain where customer = $1 limit 30000", false),
        ("select id from plain where customer = $1 limit $2", false),
        ("select id from plain where customer = $1 and $2::int >= 0", false),
        ("select id from plain where customer = $1 and customer = $2", false),
        ("select case when $2 then (select count(*) from plain where customer = $1) end", false),
        ("select id from plain p where customer = $1 and exists (select from other o where o.id = p.customer)", false),
        ("select p.id from plain p join other o on o.note = p.note where p.customer = $1", false),
        ("select id from plain where customer = $1 union all select id from other where customer = $1", false),
        ("with p as materialized (select * from plain where customer = $1) select id from p", false),
        ("select id from parts where customer + 0 = $1", false),
        ("select id from parts_0 where state = $1", false),
        ("select id from parent where customer = $1", false),
        ("select id from child where customer = $1", false),
        ("select id from guarded where customer = $1", false),
        ("select id from plain where ctid > $1 and customer = $2", false),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Is_said_only_of_statements_that_scan_whatever_their_parameters()
    {
        await using var database = await postgres.CreateDatabaseAsync(Schema, Cancellation);
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync(Cancellation);
        foreach (var (sql, certain) in Statements)
        {
            var plan = await ExplainAsync(connection, sql, isOnlyText: true);
            Assert.True(plan.Unexplained is null, $"{sql}: {plan.Unexplained}");
            Assert.True(certain == plan.Scans.Any(static scan => scan.NoIndexServes), $"{sql}: not {certain}");
        }

        // Another text of the same shape may hold 1 = 0.
        Assert.DoesNotContain((await ExplainAsync(connection, "select id from plain where customer = $1 and 1 = 1", isOnlyText: false)).Scans, static scan => scan.NoIndexServes);
    }

    [Fact]
    public async Task Ends_with_an_index_that_the_generic_plan_does_not_use()
    {
        await using var database = await postgres.CreateDatabaseAsync(Schema, Cancellation);
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync(Cancellation);
        const string sql = "select note from plain where state = $1";
        var before = await ExplainAsync(connection, sql, isOnlyText: true);
        Assert.True(Assert.Single(before.Scans).NoIndexServes);
        Assert.True(before.IsSameAs(await ExplainAsync(connection, sql, isOnlyText: true)));

        await database.ExecuteAsync("create index on plain (state) where state = 'open'", Cancellation);
        var after = await ExplainAsync(connection, sql, isOnlyText: true);
        Assert.False(Assert.Single(after.Scans).NoIndexServes);
        Assert.Equal(before.Hash, after.Hash);
        Assert.False(before.IsSameAs(after));
    }

    private static async Task<ExplainedPlan> ExplainAsync(NpgsqlConnection connection, string sql, bool isOnlyText) =>
        Assert.IsType<ExplainedPlan>(await PlanReader.ExplainAsync(connection, sql, isOnlyText, ApplicationSession.Plain, Cancellation));
}
