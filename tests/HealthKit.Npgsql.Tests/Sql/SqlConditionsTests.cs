using HealthKit.Npgsql.Sql;

namespace HealthKit.Npgsql.Tests.Sql;

public class SqlConditionsTests
{
    [Theory]
    [InlineData("select o.owner_id, o.id from orders as o where o.id = $1 order by o.owner_id", false)]
    [InlineData("select o.owner_id, count(*) from orders as o group by o.owner_id", false)]
    [InlineData("select o.id from orders as o where o.owner_id is not null and o.id > 3", false)]
    [InlineData("update orders as o set owner_id = $1 where o.id = $2", false)]
    [InlineData("select o.id from orders as o left join lines as l on o.owner_id = l.owner_id and o.id = l.order_id where o.id = $1", false)]
    [InlineData("select o.id, (select count(*) from lines as l where l.order_id = o.id) as lines from orders as o", false)]
    [InlineData("select o.id from orders as o where o.id in (select l.order_id from (select l.owner_id, l.order_id from lines as l) as l)", false)]
    [InlineData("select o.id from orders as o where o.note = 'owner_id = 1'", false)]
    [InlineData("delete from orders as o where o.id = $1 returning o.owner_id", false)]
    [InlineData("select o.id from orders as o where owner_id(o.id)", false)]
    [InlineData("select o.id from orders as o where o.owner_id = $1", true)]
    [InlineData("select o.id from orders as o where not (o.deleted) and $1 = any (o.owner_id)", true)]
    [InlineData("select o.id from orders as o where o.owner_id is null", true)]
    [InlineData("select o.id from orders as o where o.owner_id is not distinct from $1", true)]
    [InlineData("select o.id from orders as o where o.owner_id is not null and o.owner_id = $1", true)]
    [InlineData("select o.id from orders as o where o.owner_id = $1 and o.owner_id is not null", true)]
    [InlineData("select o.id from orders as o where o.owner_id in ($1, $2)", true)]
    [InlineData("select o.id from orders as o where lower(coalesce(o.owner_id, ''))= $1", true)]
    [InlineData("select o.id from orders as o where $1 or o.owner_id::text = $2", true)]
    [InlineData("select o.id from orders as o where case when $1 then true else o.owner_id = $2 end", true)]
    [InlineData("select o.id from orders as o where exists (select 1 from members as m where m.user_id = $1 and m.org = o.owner_id)", true)]
    [InlineData("select l.id from lines as l inner join (select o.id from orders as o where o.owner_id = $1) as o0 on l.order_id = o0.id", true)]
    [InlineData("select l.id from lines as l inner join orders as o on l.order_id = o.id and o.owner_id = $1", true)]
    [InlineData("select l.id from lines as l inner join orders as o on $1 = o.owner_id and l.order_id = o.id order by l.id", true)]
    [InlineData("update orders as o set note = $1 where o.owner_id = $2", true)]
    [InlineData("select o.id from orders as o where extract(year from o.placed) = $1 and o.owner_id = $2", true)]
    [InlineData("select 1; select o.id from orders as o where o.owner_id = $1", true)]
    public void Tells_the_names_that_choose_rows(string sql, bool expected) => Assert.Equal(expected, SqlConditions.Of(sql)!.Contains("owner_id"));

    [Fact]
    public void Keeps_quoted_names_as_they_are_and_not_without_end()
    {
        Assert.Contains("Tenant\"Id", SqlConditions.Of("select * from t where t.\"Tenant\"\"Id\" = $1")!);
        Assert.Contains("tenantid", SqlConditions.Of("select * from t where TenantId = $1")!);
        Assert.Null(SqlConditions.Of("select * from t where " + string.Join(" and ", Enumerable.Range(0, 300).Select(static i => $"c{i} = $1"))));
    }
}
