using HealthKit.Npgsql.Commands;
using Microsoft.AspNetCore.Http;

namespace HealthKit.Npgsql.Tests.Commands;

public class LiteralsTests
{
    [Theory]
    [InlineData("select * from t where name like '%chair%'", "chair", true)]
    [InlineData("select * from t where name = 'CHAIR'", " chair ", true)]
    [InlineData("select * from t where name = 'O''Brien'", "O'Brien", true)]
    [InlineData("select * from t where name = E'O\\'Brien\\n'", "O'Brien", true)]
    [InlineData("select * from t where name = $q$O'Brien$q$", "O'Brien", true)]
    [InlineData("select * from t where id = 4711", "4711", true)]
    [InlineData("select * from t where id = 47112", "4711", false)]
    [InlineData("select * from t where id = 471", "471", false)]
    [InlineData("select * from t where name = 'ab'", "ab", false)]
    [InlineData("set app.tenant = 'chair'; select * from t where id = $1", "chair", false)]
    [InlineData("set app.tenant = 'x'; select * from t where name = 'chair'", "chair", true)]
    [InlineData("select * from chair where id = $1 -- chair", "chair", false)]
    [InlineData("select \"chair\" from t where a = 'x'", "chair", false)]
    public void Finds_a_value_of_the_request_inside_a_literal_only(string sql, string value, bool tainted) =>
        Assert.Equal(tainted, Literals.Read(sql, Values(value)).Tainted != 0);

    [Fact]
    public void Reads_route_query_and_form_and_not_the_names_of_code()
    {
        var context = new DefaultHttpContext();
        context.Request.RouteValues = new() { ["controller"] = "orders", ["id"] = "route-value" };
        context.Request.QueryString = new QueryString("?q=query%20value&empty=&short=ab");
        context.Request.Form = new FormCollection(new() { ["name"] = "form-value" });
        var values = RequestValues.Of(context);

        foreach (var found in new[] { "route-value", "query value", "form-value" })
        {
            Assert.NotEqual(0, values.FindIn(found));
        }

        Assert.Equal(0, values.FindIn("orders"));
        Assert.Equal(0, values.FindIn("ab"));
    }

    [Fact]
    public void A_constant_list_that_holds_every_value_proves_nothing()
    {
        var slot = new LiteralSlot();
        var names = Enumerable.Range(100, 30).Select(static i => $"status{i}").ToArray();
        var list = $"select * from t where status = $1 and status in ({string.Join(", ", names.Select(static name => $"'{name}'"))})";
        foreach (var name in names)
        {
            slot.Add(Literals.Read(list, Values(name)), generated: false);
        }

        Assert.Equal((1, 1), (slot.TaintedValues, slot.Variants));
        foreach (var name in names)
        {
            slot.Add(Literals.Read($"select * from t where status = '{name}'", Values(name)), generated: false);
        }

        Assert.True(slot.TaintedValues >= 10);
    }

    private static RequestValues Values(string value)
    {
        var context = new DefaultHttpContext();
        context.Request.QueryString = QueryString.Create("q", value);
        return RequestValues.Of(context);
    }
}
