using HealthKit.Npgsql.Databases;
using HealthKit.Npgsql.Sql;

namespace HealthKit.Npgsql.Tests.Databases;

public class PlannableSqlTests
{
    [Theory]
    [InlineData("select * from t where a = @a and b = :b or c = @A", "select * from t where a = $1 and b = $2 or c = $1", 2)]
    [InlineData("select '@a', \":b\" -- @c\n from t where d = $2;", "select '@a', \":b\" -- @c\n from t where d = $2", 2)]
    [InlineData("select a::int, b[1:2] from t", "select a::int, b[1:2] from t", 0)]
    public void Numbers_named_parameters_and_nothing_else(string sql, string expected, int parameters) =>
        Assert.Equal(new PlannableSql(expected, parameters), Assert.Single(PlannableSql.Of(sql)));

    [Fact]
    public void Takes_several_statements_apart_and_numbers_the_parameters_of_each() => Assert.Equal(
        [new PlannableSql("select a from t where b = $1", 1), new PlannableSql("select c from u where d = $1 and b = $2", 2)],
        PlannableSql.Of("select a from t where b = @b;\n\nselect c from u where d = @d and b = @b ;"));

    [Theory]
    [InlineData("((orders.customer_id = $1) AND (orders.placed > $2))", "CREATE INDEX CONCURRENTLY ON shop.orders (customer_id, placed);")]
    [InlineData("(lower(orders.name) = $1)", null)]
    [InlineData("((lower((orders.name)::text) = $1) AND (NOT (orders.area = $2)))", "CREATE INDEX CONCURRENTLY ON shop.orders (area);")]
    [InlineData("((o.\"Customer\")::character varying = 'x'::text)", "CREATE INDEX CONCURRENTLY ON shop.orders (\"Customer\");")]
    public void Derives_an_index_from_a_filter(string filter, string? index) => Assert.Equal(index, IndexCandidate.For("shop.orders", filter));
}
