using HealthKit.Npgsql.Databases;
using HealthKit.Npgsql.Sql;

namespace HealthKit.Npgsql.Tests.Databases;

public class PlannableSqlTests
{
    [Theory]
    [InlineData("select * from t where a = @a and b = :b or c = @A", "select * from t where a = $1 and b = $2 or c = $1", 2)]
    [InlineData("select '@a', \":b\" -- @c\n from t where d = $2;", "select '@a', \":b\" -- @c\n from t where d = $2", 2)]
    [InlineData("set search_path = a; select b from t where c = @c", "select b from t where c = $1", 1)]
    [InlineData("select a from t where b = @8__locals1_id and c = @4__this_c", "select a from t where b = $1 and c = $2", 2)]
    [InlineData("select a::int, b[1:2] from t", "select a::int, b[1:2] from t", 0)]
    public void Numbers_named_parameters_and_nothing_else(string sql, string expected, int parameters) =>
        Assert.Equal([new PlannableSql(expected, parameters)], PlannableSql.All(sql)!);

    [Fact]
    public void Tells_the_statements_of_a_command_apart_and_takes_equal_ones_once()
    {
        Assert.Equal(
            [new PlannableSql("insert into t values ($1, ';')", 1), new PlannableSql("select $1, $2", 2)],
            PlannableSql.All("insert into t values (@a, ';'); -- the first\n insert into t values (@b, ';') ;select @b, @a;;")!);
        Assert.Null(PlannableSql.All(string.Join(';', Enumerable.Range(0, 30).Select(static i => $"select {i}"))));
    }

    [Theory]
    [InlineData("((orders.customer_id = $1) AND (orders.placed > $2))", "customer_id, placed")]
    [InlineData("(lower(orders.name) = $1)", null)]
    [InlineData("((lower((orders.name)::text) = $1) AND (NOT (orders.area = $2)))", "area")]
    [InlineData("((o.\"Customer\")::character varying = 'x'::text)", "\"Customer\"")]
    public void Derives_an_index_from_a_filter(string filter, string? columns) => Assert.Equal(columns, IndexCandidate.ColumnsOf(filter));
}
