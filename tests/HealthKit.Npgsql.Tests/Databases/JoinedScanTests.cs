using HealthKit.Npgsql.Databases;
using HealthKit.TestServers;
using Npgsql;

namespace HealthKit.Npgsql.Tests.Databases;

/// <summary>Scans without a filter that a join reads: which of them an index would spare.</summary>
public class JoinedScanTests(PostgresFixture postgres)
{
    private const string Schema = """
        create table customer (id int primary key, email text not null unique, code varchar(9), region int, since int, until int);
        insert into customer select i, 'u' || i, 'k' || i, i % 7, i, i + 3 from generate_series(0, 14999) i; create index on customer (region);
        create table "order" (id int primary key, customer_id int not null, code varchar(9), mail text, "Parent" int, state_id int);
        insert into "order" select i, i % 15000, 'k' || i % 15000, 'U' || i % 15000, i % 15000, i % 10 from generate_series(1, 60000) i;
        create table line (id int primary key, order_id int not null); insert into line select i, i % 60000 from generate_series(1, 90000) i;
        create table state (id int primary key, code text); insert into state select i, 'c' || i from generate_series(0, 9) i;
        create table part (id int, customer_id int not null) partition by range (id);
        create table part_1 partition of part for values from (0) to (30000); create table part_2 partition of part for values from (30000) to (60001);
        insert into part select id, customer_id from "order";
        create table led as select * from "order"; create index on led (customer_id, id);
        create table included as select * from "order"; create index on included (id) include (customer_id);
        create table partial as select * from "order"; create index on partial (customer_id) where state_id = 3;
        create table expressed as select * from "order"; create index on expressed (lower(mail));
        vacuum analyze;
        """;

    private static readonly (string Sql, string Expected)[] Statements =
    [
        ("select o.id from customer c join \"order\" o on o.customer_id = c.id where c.email = $1", "order(customer_id)"),
        ("select o.id from \"order\" o, customer c where c.email = $1 and c.id = o.customer_id order by o.id", "order(customer_id)"),
        ("select o.id from customer c left join \"order\" o on o.customer_id = c.id where c.email = $1", "order(customer_id)"),
        ("select count(*) from \"order\" where customer_id in (select id from customer where email = $1)", "order(customer_id)"),
        ("select c.id from customer c where c.email = $1 and exists (select from \"order\" o where o.customer_id = c.id)", "order(customer_id)"),
        ("select c.id from customer c where c.email = $1 and not exists (select from \"order\" o where o.customer_id = c.id)", "order(customer_id)"),
        ("select l.id from customer c join \"order\" o on o.customer_id = c.id join line l on l.order_id = o.id where c.email = $1", "line(order_id) order(customer_id)"),
        ("select o.id from customer c join \"order\" o on o.code = c.code where c.email = $1", "order(code)"),
        ("select o.id from customer c join \"order\" o on o.\"Parent\" = c.id where c.email = $1", "order(\"Parent\")"),
        ("select o.id from customer c join \"order\" o on lower(o.mail) = c.code where c.email = $1", "order()"),
        ("select p.id from customer c join part p on p.customer_id = c.id where c.email = $1", "part_1(customer_id) part_2(customer_id)"),
        ("select o.mail from customer c join included o on o.customer_id = c.id where c.email = $1", "included(customer_id)"),
        ("update \"order\" o set state_id = 1 from customer c where o.customer_id = c.id and c.email = $1", "order(customer_id)"),

        // Nobody can tell: many rows of the few, several ways, a range.
        ("select count(*) from state s join \"order\" o on o.state_id = s.id where s.code = $1", "order? state(code)"),
        ("select o.id from customer c join \"order\" o on o.customer_id = c.id or o.\"Parent\" = c.id where c.email = $1", "order?"),
        ("select o.id from customer c join \"order\" o on o.state_id between c.since and c.until where c.email = $1", "order?"),

        // The whole table is asked for, or most of it, or an index is there and was left aside.
        ("select c.region, count(*) from customer c join \"order\" o on o.customer_id = c.id group by c.region", ""),
        ("select count(*) from customer c join \"order\" o on o.customer_id = c.id where c.region = $1", ""),
        ("select o.id, c.email from \"order\" o join customer c on c.id = o.customer_id", ""),
        ("select o.id, c.id from \"order\" o left join customer c on c.id = o.customer_id and c.email = $1", ""),
        ("select o.id, c.id from \"order\" o full join (select * from customer where email = $1) c on c.id = o.customer_id", ""),
        ("select o.id from \"order\" o where not exists (select from customer c where c.id = o.customer_id and c.email = $1)", ""),
        ("select x.n from (select customer_id, count(*) n from \"order\" group by customer_id) x join customer c on c.id = x.customer_id where c.email = $1", ""),
        ("with o as materialized (select * from \"order\") select o.id from customer c join o on o.customer_id = c.id where c.email = $1", ""),
        ("select o.id from customer c cross join \"order\" o where c.email = $1", ""),
        ("select c.id from customer c left join \"order\" o on o.customer_id = c.id where o.id is null", ""),
        ("select o.id from customer c join led o on o.customer_id = c.id where c.region = $1", ""),
        ("select o.id from customer c join led o on o.customer_id = c.id where c.email = $1", ""),
        ("select o.id from customer c join partial o on o.customer_id = c.id where c.email = $1", ""),
        ("select o.id from customer c join expressed o on upper(o.mail) = c.code where c.email = $1", ""),
        ("select count(*) from \"order\"", ""),

        // PostgreSQL's own catalog has the indexes that it has.
        ("select a.pid, a.datname from pg_catalog.pg_stat_activity a where a.query like $1", ""),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData(13)]
    [InlineData(18)]
    public async Task Is_one_where_look_ups_by_an_index_that_is_not_there_would_cost_less(int? version)
    {
        var server = version is null ? await postgres.GetServerAsync() : await postgres.GetVersionAsync(version.Value);
        await using var database = await server.CreateDatabaseAsync(Schema, Cancellation);
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync(Cancellation);
        List<string> wrong = [];
        foreach (var (sql, expected) in Statements)
        {
            var plan = Assert.IsType<ExplainedPlan>(await PlanReader.ExplainAsync(connection, sql, isOnlyText: true, ApplicationSession.Plain, Cancellation));
            Assert.True(plan.Unexplained is null, $"{sql}: {plan.Unexplained}");
            var scans = string.Join(' ', plan.Scans.Select(static scan => scan.Doubt is null ? $"{scan.Table.Table}({scan.Columns})" : $"{scan.Table.Table}?").Order(StringComparer.Ordinal));
            if (scans != expected)
            {
                wrong.Add($"{sql}: {scans}\n{string.Join('\n', plan.Outline)}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
    }

    [Theory]
    [InlineData("(o.customer_id = c.id)", "o", false, "customer_id", "customer_id", "customer_id")]
    [InlineData("((c.id = o.customer_id) AND (c.a < o.b))", "o", false, "customer_id,b", "customer_id", "customer_id")]
    [InlineData("((o.code)::text = (c.code)::text)", "o", false, "code", "code", "code")]
    [InlineData("(lower(o.mail) = c.email)", "o", false, "mail", "mail", "")]
    [InlineData("((o.a + 1) = c.a)", "o", false, "a", "a", "")]
    [InlineData("(\"Order\".\"Id\" = c.\"Id\")", "Order", false, "\"Id\"", "\"Id\"", "\"Id\"")]
    [InlineData("(p.id = c.id)", "p_12", true, "id", "id", "id")]
    [InlineData("(p.id = c.id)", "p_12", false, "", "", "")]
    [InlineData("(p.id = c.id)", "p_x", true, "", "", "")]
    [InlineData("(o.a <> c.a)", "o", false, "a", "", "")]
    public void Reads_the_columns_of_a_condition(string condition, string alias, bool isPart, string all, string equal, string plain)
    {
        var columns = JoinColumns.Of(condition, alias, isPart);
        Assert.Equal((all, equal, plain), (string.Join(',', columns.All), string.Join(',', columns.Equal), string.Join(',', columns.Plain)));
    }
}
