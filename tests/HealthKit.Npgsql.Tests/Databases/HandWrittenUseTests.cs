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
}
