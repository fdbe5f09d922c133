using HealthKit.Evidence;
using HealthKit.Sources;
using Microsoft.AspNetCore.Mvc;

namespace HealthKit.Requests;

public sealed class RouteNamingTests
{
    // What the code of a service without endpoint table contains.
    private static readonly string[] Code = ["/orders/", "/lines", "/u/", "/a/b/c/d/e/f/g/h", "/search", "users", "best-sellers"];

    [Theory]
    [InlineData("/orders/17/lines", "/orders/{id}/lines")]
    [InlineData("/orders/8f14e45f-ceea-467f-a9d3-2b4d3b1a7a11", "/orders/{id}")]
    [InlineData("/u/jane@shop.example", "/u/{id}")]
    [InlineData("/", "/")]
    [InlineData("/a/b/c/d/e/f/g/h", "/a/b/c/d/e/f/*")]
    [InlineData("/search/%20x", "/search/{id}")]
    [InlineData("/best-sellers", "/best-sellers")]
    [InlineData("/users/alice.smith", "/users/{id}")]
    [InlineData("/users/bob-smith/orders", "/users/{id}/orders")]
    [InlineData("/alice/orders", "/{id}/orders")]
    [InlineData("/reached-by-attribute", "/reached-by-attribute")]
    public void Keeps_words_of_the_code_and_nothing_that_may_be_a_name(string path, string expected)
    {
        Assert.NotEmpty(Code);
        Assert.Equal(expected, new PathTemplates(Words()).Normalise(path));
    }

    [Fact]
    public void Keeps_a_first_segment_that_is_called_often_among_few_and_none_of_a_crowd()
    {
        // Written backwards, so that the test's own code does not contain them.
        var (kiosk, jane) = (new string([.. "ksoik-xrag".Reverse()]), new string([.. "enaj-xrag".Reverse()]));
        var few = new PathTemplates(Words());
        var names = Enumerable.Range(0, 100).Select(call => few.Normalise($"/{kiosk}/{jane}")).Distinct().ToList();
        Assert.Equal(["/{id}/{id}", $"/{kiosk}/{{id}}"], names);

        var many = new PathTemplates(Words());
        Assert.All(Enumerable.Range(0, 10_000), call => Assert.Equal("/{id}", many.Normalise($"/zz{(char)('a' + (call % 26))}{(char)('a' + (call / 26 % 4))}")));
    }

    [Fact]
    public void Bounds_the_number_of_paths()
    {
        var paths = new PathTemplates(Words());
        string[] words = [.. new[] { typeof(CodeWords), typeof(RouteEvidence) }.SelectMany(static type => type.Assembly.GetTypes()).Select(static type => type.Name).Where(static name => name.Length <= 32 && name.All(char.IsAsciiLetter)).Distinct().Take(300)];
        var names = words.Select(word => paths.Of("/" + word).Template).Distinct().ToList();

        Assert.Equal(201, names.Count);
        Assert.Contains(PathTemplates.Others, names);
    }

    private static CodeWords Words()
    {
        var words = new CodeWords();
        words.Read();
        return words;
    }

    [Route("/reached-by-attribute")]
    private sealed class Attributed;

    [Theory]
    [InlineData("GET", "GET")]
    [InlineData("get", "GET")]
    [InlineData("PATCH", "PATCH")]
    [InlineData("PROPFIND", "_OTHER")]
    [InlineData("", "_OTHER")]
    public void Knows_the_methods_of_the_standard_and_no_others(string method, string expected) =>
        Assert.Equal(expected, RequestMethods.NameOf(RequestMethods.IndexOf(method)));

    [Theory]
    [InlineData(0, 200)]
    [InlineData(2, 500)]
    [InlineData(5, 404)]
    [InlineData(13, 500)]
    [InlineData(14, 503)]
    [InlineData(16, 401)]
    [InlineData(99, 500)]
    public void Maps_a_grpc_status_to_the_http_status_that_stands_for_it(int code, int expected) => Assert.Equal(expected, GrpcStatus.AsHttp(code));

    [Fact]
    public void Finds_the_busiest_minute_and_the_load_of_the_window()
    {
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var rate = new TrafficRate();
        long total = 0;
        for (var step = 0; step < 12; step++)
        {
            rate.Note(start + (TrafficRate.Step * step), total += 50);
        }

        Assert.Equal(0, rate.Read(start + (TrafficRate.Step * 11), total).Peak);

        rate.Note(start + (TrafficRate.Step * 12), total += 50);
        Assert.Equal(10, rate.Read(start + (TrafficRate.Step * 12), total).Peak, 3);

        for (var step = 13; step < 400; step++)
        {
            rate.Note(start + (TrafficRate.Step * step), total += 5);
        }

        var (window, peak) = rate.Read(start + (TrafficRate.Step * 399), total);
        Assert.Equal((1, 10), (Math.Round(window, 3), Math.Round(peak, 3)));
    }

    [Fact]
    public void Counts_the_last_day_only()
    {
        var daily = new DailyCount();
        for (var hour = 0; hour <= 30; hour++)
        {
            daily.Note(hour, hour * 100);
            daily.Note(hour, 1_000_000);
        }

        Assert.Equal(2_300, daily.Read(3_000));
        Assert.Equal(700, new DailyCount().Read(700));
    }
}
