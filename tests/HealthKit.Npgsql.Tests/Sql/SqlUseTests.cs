using HealthKit.Npgsql.Sql;

namespace HealthKit.Npgsql.Tests.Sql;

public class SqlUseTests
{
    [Theory]
    [InlineData("select * from orders o, shop.\"Line Item\" l join Customers as c on c.id = o.customer_id where o.id = $1", "orders shop.Line Item customers")]
    [InlineData("insert into shop.orders (id, note) select 1, x from source", "shop.orders source")]
    [InlineData("update only orders set a = b from other where other.id = orders.id", "orders other")]
    [InlineData("delete from orders using lines where lines.order_id = orders.id", "orders lines")]
    [InlineData("select count(*) from (select id from a where x in (select y from b)) t left join lateral f(t.id) g on true", "a b")]
    [InlineData("select extract(year from placed) from orders order by placed, id", "placed orders")]
    [InlineData("select 1", "")]
    public void Names_the_tables(string sql, string expected) => Assert.Equal(
        expected, string.Join(' ', SqlUse.Of(sql).Tables.Select(static table => table.Schema is null ? table.Table : $"{table.Schema}.{table.Table}")));

    [Theory]
    [InlineData("select a from t", true)]
    [InlineData("(select 1) union (select 2)", true)]
    [InlineData("/* c */ with x as (select 1) select * from x", true)]
    [InlineData("values (1)", true)]
    [InlineData("select \"update\", 'delete' from t", true)]
    [InlineData("select a from t for update", false)]
    [InlineData("select a from t for no key update skip locked", false)]
    [InlineData("select a from t for share", false)]
    [InlineData("with gone as (delete from t returning *) select * from gone", false)]
    [InlineData("select a into b from t", false)]
    [InlineData("insert into t values (1)", false)]
    [InlineData("select 1; update t set a = 1", false)]
    [InlineData("set search_path = a", false)]
    [InlineData("set search_path = a; select b from t", true)]
    [InlineData("begin; select b from t; commit", true)]
    [InlineData("set search_path = a; update t set b = 1", false)]
    [InlineData("select b from t; call p()", false)]
    [InlineData("call p()", false)]
    [InlineData("", false)]
    public void Tells_what_only_reads(string sql, bool reads) => Assert.Equal(reads, SqlUse.Of(sql).IsRead);

    [Fact]
    public void Names_what_is_called() => Assert.Equal(["book", "lower"], SqlUse.Of("select shop.book(lower($1)) from t").Functions);
}
