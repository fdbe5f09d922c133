using System.Text;

namespace HealthKit.Responses;

public sealed class JsonOutlineTests
{
    [Theory]
    [InlineData("[]", 0)]
    [InlineData("[1, 2 ,3]", 3)]
    [InlineData("[{\"a\":[1,2]},{\"b\":\"],[\"}]", 2)]
    [InlineData("[[1,2],[3,4],[]]", 3)]
    [InlineData("[\"a,b\",\"\\\"\",null,true,-1.5e3]", 5)]
    [InlineData("{\"items\":[1,2,3],\"total\":9,\"name\":\"x\"}", 3)]
    [InlineData("{\"name\":\"x\",\"Items\":[{},{}]}", 2)]
    [InlineData("{\"articles\":[{\"id\":1}],\"articlesCount\":1}", 1)]
    [InlineData("{\"things\":[1,2],\"next\":null}", 2)]
    [InlineData("{\"bestSellers\":[1,2,3],\"items\":[1],\"next\":24}", 1)]
    [InlineData("{\"requestId\":\"7f\",\"status\":\"ok\",\"items\":[1,2]}", 2)]
    [InlineData("{\"userId\":7,\"name\":\"a\",\"items\":[1,2]}", 2)]
    [InlineData("{\"id\":7,\"items\":[1,2]}", 2)]
    [InlineData("{\"id\":7,\"status\":\"done\",\"results\":[1,2]}", 2)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":[1,2]}", 2)]
    [InlineData("{\"data\":{\"items\":[1,2]},\"success\":true,\"message\":\"ok\"}", 2)]
    [InlineData("{\"data\":{\"orders\":[1,2,3,4]}}", 4)]
    [InlineData("{\"_embedded\":{\"orders\":[1]},\"page\":{\"size\":20}}", 1)]
    [InlineData("{\"@odata.context\":\"x\",\"value\":[1,2]}", 2)]
    [InlineData("  \r\n[ 1 ]\n", 1)]
    public void Counts_the_items_of_a_list_and_of_an_envelope_around_one(string json, long items)
    {
        foreach (var outline in HoweverCut(json))
        {
            Assert.Equal((JsonKind.List, items), (outline.End(), outline.Items));
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("\"text [1,2]\"")]
    [InlineData("12.5")]
    [InlineData("null")]
    [InlineData("{\"id\":7,\"lines\":[1,2,3]}")]
    [InlineData("{\"orderId\":\"7f\",\"status\":\"Pending\",\"totalAmount\":3,\"items\":[{\"id\":1}]}")]
    [InlineData("{\"items\":[1,2],\"id\":7,\"customer\":{\"name\":\"a\"}}")]
    [InlineData("{\"data\":{\"id\":7,\"status\":\"a\",\"items\":[1,2]},\"success\":true}")]
    [InlineData("{\"customer\":\"a\",\"lines\":[1,2,3]}")]
    [InlineData("{\"total\":12.5,\"lines\":[1,2,3]}")]
    [InlineData("{\"data\":{\"id\":7,\"lines\":[1,2]},\"errors\":[]}")]
    [InlineData("{\"content\":{\"rows\":[1,2]}}")]
    [InlineData("{\"a\":{\"items\":[1,2,3]}}")]
    [InlineData("{\"a\":\"{\\\"items\\\":[1]}\"}")]
    public void Takes_one_thing_with_lists_inside_for_one_thing(string json)
    {
        foreach (var outline in HoweverCut(json))
        {
            Assert.Equal(JsonKind.Single, outline.End());
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("[1,2")]
    [InlineData("{\"items\":[1,2]")]
    [InlineData("\"text")]
    [InlineData("{\"a\":1}\n{\"a\":2}")]
    [InlineData("[1]]")]
    [InlineData("<html>")]
    public void Says_nothing_of_what_is_not_one_whole_document(string text)
    {
        foreach (var outline in HoweverCut(text))
        {
            Assert.Equal(JsonKind.None, outline.End());
        }
    }

    [Theory]
    [InlineData("{\"items\":[1,2],\"total\":3}", true)]
    [InlineData("{\"total\":300,\"items\":[1,2]}", true)]
    [InlineData("{\"items\":[1,2],\"total\":2}", false)]
    [InlineData("{\"items\":[1,2],\"next\":24}", true)]
    [InlineData("{\"items\":[1,2],\"nextPage\":\"/a?b\"}", true)]
    [InlineData("{\"items\":[1,2],\"next\":\"\"}", false)]
    [InlineData("{\"items\":[1,2],\"next\":null}", false)]
    [InlineData("{\"items\":[1,2],\"next\":0}", false)]
    [InlineData("{\"items\":[1,2],\"hasMore\":true}", true)]
    [InlineData("{\"items\":[1,2],\"hasMore\":false}", false)]
    [InlineData("{\"data\":{\"items\":[1,2]},\"totalCount\":9}", true)]
    [InlineData("[1,2]", false)]
    public void Reads_whether_there_is_more(string json, bool more)
    {
        foreach (var outline in HoweverCut(json))
        {
            Assert.Equal((JsonKind.List, more), (outline.End(), outline.More));
        }
    }

    [Fact]
    public void Is_not_confused_by_depth_or_length()
    {
        var deep = new JsonOutline();
        deep.Read(Encoding.UTF8.GetBytes($"[{new string('[', 100_000)}{new string(']', 100_000)},2]"));
        Assert.Equal((JsonKind.List, 2L), (deep.End(), deep.Items));

        var wide = new JsonOutline();
        wide.Read(Encoding.UTF8.GetBytes($"{{{string.Join(',', Enumerable.Range(0, 10_000).Select(static key => $"\"key{key}\":[{key}]"))}}}"));
        Assert.Equal(JsonKind.List, wide.End());
    }

    // Whole, byte by byte, and in two at every place.
    private static IEnumerable<JsonOutline> HoweverCut(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var whole = new JsonOutline();
        whole.Read(bytes);
        yield return whole;
        var single = new JsonOutline();
        foreach (var one in bytes)
        {
            single.Read([one]);
        }

        yield return single;
        for (var cut = 1; cut < bytes.Length; cut++)
        {
            var halves = new JsonOutline();
            halves.Read(bytes.AsSpan(0, cut));
            halves.Read(bytes.AsSpan(cut));
            yield return halves;
        }
    }
}
