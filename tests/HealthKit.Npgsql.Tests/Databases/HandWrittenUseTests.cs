using HealthKit.Npgsql.Commands;
using HealthKit.Npgsql.Databases;
using HealthKit.Sql;

namespace HealthKit.Npgsql.Tests.Databases;

public class HandWrittenUseTests
{
    [Theory]
    [InlineData("select * from orders where customer_id = $1", true)]
    [InlineData("select * from orders o where o.\"customer_id\" = @customer and id > 3", true)]
    [InlineData("select * from orders where id = 1 and @c = orders.customer_id", true)]
    [InlineData("select * from orders where customer_id = any(@ids)", true)]
    [InlineData("select * from orders where customer_id in (1, 2)", true)]
    [InlineData("delete from orders where tenant_id = $1", true)]
    [InlineData("select customer_id from orders", false)]
    [InlineData("update orders set customer_id = $1 where id = $2", false)]
    [InlineData("select * from orders where old_customer_id = $1", false)]
    [InlineData("select * from orders where id = $1 order by customer_id", false)]
    [InlineData("select * from orders o join customers c on c.id = o.customer_id where c.name = $1", false)]
    public void Tells_whether_a_condition_compares_the_owner(string sql, bool expected) =>
        Assert.Equal(expected, HandWrittenUse.Compares(SqlNormalizer.TextOf(sql, 1_000), "customer_id, tenant_id"));

    [Theory]
    [InlineData("with priced as (select * from products where id = $1), placed as (insert into orders (customer_id) select $2 from priced returning id) select id from placed", true)]
    [InlineData("with placed as (insert into public.\"orders\" (customer_id) values ($1) returning id) select id from placed", true)]
    [InlineData("with placed as (insert into orders (customer_id) values ($1) returning id) select * from orders where id = $2", false)]
    [InlineData("insert into orders_archive select * from orders where id = $1", false)]
    [InlineData("update orders set status = $1 where id = $2", false)]
    [InlineData("select * from orders where id = $1", false)]
    public void Knows_a_statement_that_only_adds_rows(string sql, bool expected) =>
        Assert.Equal(expected, HandWrittenUse.OnlyInserts(SqlNormalizer.TextOf(sql, 1_000), "public.orders"));

    [Theory]
    [InlineData("insert into orders (id, customer_id, total) values ($1, $2, $3)", false)]
    [InlineData("insert into orders (id, customer_id, total) values ($1, $2, $3) on conflict do nothing", false)]
    [InlineData("insert into orders (id, customer_id, total) values ($1, $2, $3)\non conflict (id)\ndo update\nset total = excluded.total", true)]
    [InlineData("insert into public.\"orders\" as o (id, customer_id) values ($1, $2) on conflict on constraint orders_pkey do update set customer_id = excluded.customer_id", true)]
    [InlineData("insert into orders (id, total) select id, $2 from products where customer_id = $1 on conflict (id) do update set total = excluded.total", true)]
    [InlineData("insert into orders (id, customer_id) values ($1, $2) on conflict (id) where customer_id is not null do update set total = $3", true)]
    [InlineData("with placed as (insert into orders (id) values ($1) on conflict (id) do update set total = $2 returning id) select * from items where customer_id = $3", true)]
    // The row that is there has the owner of the new one.
    [InlineData("insert into orders (customer_id, product, quantity) values ($1, $2, $3) on conflict (customer_id, product) do update set quantity = orders.quantity + excluded.quantity", false)]
    [InlineData("insert into orders (id, customer_id) values ($1, $2) on conflict (id) do update set total = $3 where orders.customer_id = excluded.customer_id", false)]
    [InlineData("insert into orders as o (id, customer_id) values ($1, $2) on conflict (id) do update set total = $3 where excluded.\"customer_id\" = o.\"customer_id\"", false)]
    [InlineData("insert into orders (id, customer_id) values ($1, $2) on conflict (id) do update set total = $3 where orders.customer_id = $2", false)]
    [InlineData("with placed as (insert into orders (id, customer_id) values ($1, $2) on conflict (id) do update set total = $3 where orders.customer_id = $2 returning id) select id from placed", false)]
    // Others' rows are overwritten in another table, or read from this one as by any INSERT.
    [InlineData("insert into orders_archive (id) values ($1) on conflict (id) do update set total = $2", false)]
    [InlineData("insert into totals (id, total) select id, total from orders where id = $1 on conflict (id) do update set total = excluded.total", false)]
    [InlineData("with noted as (insert into notes (id) values ($1) on conflict (id) do update set at = now() returning id) insert into orders (id, customer_id) select id, $2 from noted", false)]
    [InlineData("update orders set status = $1 where id = $2", true)]
    [InlineData("select * from orders where customer_id = $1", false)]
    public void Knows_a_statement_that_passes_a_filter_by(string sql, bool expected) =>
        Assert.Equal(expected, HandWrittenUse.PassesBy(SqlNormalizer.TextOf(sql, 1_000), "public.orders", "customer_id"));

    [Theory]
    [InlineData("insert into orders (id) values ($1)", false)]
    [InlineData("insert into orders (id) values ($1) on conflict (id) do update set total = $2", true)]
    [InlineData("select id from orders", true)]
    public void Looks_at_an_insert_only_where_it_may_change_rows(string sql, bool expected)
    {
        var statement = new Statement(1, TimeSpan.FromMilliseconds(100), default);
        statement.Describe(sql, SqlFingerprint.Of(sql));
        statement.NoteHandWritten();
        Assert.Equal(expected, HandWrittenUse.IsCandidate(statement));
    }
}
