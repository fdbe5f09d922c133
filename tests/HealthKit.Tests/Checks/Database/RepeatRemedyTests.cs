using HealthKit.Checks;

namespace HealthKit.Tests.Checks.Database;

public sealed class RepeatRemedyTests
{
    [Theory]
    [InlineData("select name from categories where id = ?", "SELECT … FROM categories WHERE id = ANY(@ids)")]
    [InlineData("select c.\"Id\" from shop.\"Categories\" as c where c.\"TenantId\" = ? and c.\"Id\" = ? limit ?", "SELECT … FROM shop.\"Categories\" WHERE \"Id\" = ANY(@ids)")]
    [InlineData("select count(*) from reviews", "Join reviews in the query")]
    [InlineData("insert into order_lines(order_id, quantity) values(?)", "INSERT INTO order_lines … SELECT … FROM unnest")]
    [InlineData("update products set stock = stock - ? where id = ?", "UPDATE products SET … FROM unnest(@ids, @values) AS v (id, value) WHERE products.id = v.id")]
    [InlineData("delete from carts where id = ?", "DELETE FROM carts WHERE id = ANY(@ids)")]
    public void Names_the_form_that_does_it_at_once(string text, string expected) => Assert.Contains(expected, RepeatRemedy.For(text), StringComparison.Ordinal);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("call refresh(?)")]
    [InlineData("select ?")]
    [InlineData("select * from (select ? from a) b")]
    public void Is_silent_where_it_knows_none(string? text) => Assert.Null(RepeatRemedy.For(text));
}
