using HealthKit.Npgsql.Databases;

namespace HealthKit.Npgsql.Tests.Databases;

public class PlainFilterTests
{
    [Theory]
    [InlineData("(o.customer = $1)")]
    [InlineData("((o.customer = $1) AND (o.note <> 'a (b) or c'::text))")]
    [InlineData("((o.state)::text = ANY ((ARRAY[$1, $2])::text[]))")]
    [InlineData("((NOT o.done) AND (o.note ~~ $1) AND (o.\"closed At\" IS NULL) AND (o.customer IS NOT NULL))")]
    [InlineData("((o.price)::numeric(10,2) > '5'::numeric)")]
    public void Is_plain_where_columns_are_compared(string filter) => Assert.True(PlainFilter.IsPlain(filter));

    [Theory]
    [InlineData("(($1 IS NULL) OR (o.customer = $1))")]
    [InlineData("(o.customer IS DISTINCT FROM $1)")]
    [InlineData("((o.customer = $1) IS NOT TRUE)")]
    [InlineData("((o.customer = $1) IS NULL)")]
    [InlineData("(((o.customer = $1))::text IS NULL)")]
    [InlineData("CASE WHEN $1 THEN (o.customer = 3) ELSE true END")]
    [InlineData("(o.customer = COALESCE($1, o.customer))")]
    [InlineData("(lower(o.note) = $1)")]
    [InlineData("(o.customer <> ALL ($1))")]
    [InlineData("(ROW(o.customer, o.state) = ROW($1, $2))")]
    [InlineData("(o.customer OPERATOR(shop.===) $1)")]
    [InlineData("(o.customer === $1)")]
    public void Is_not_plain_where_a_parameter_alone_may_decide(string filter) => Assert.False(PlainFilter.IsPlain(filter));
}
