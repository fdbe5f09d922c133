namespace HealthKit.Requests;

public sealed class RouteNamingTests
{
    [Theory]
    [InlineData("/orders/17/lines", "/orders/{id}/lines")]
    [InlineData("/orders/8f14e45f-ceea-467f-a9d3-2b4d3b1a7a11", "/orders/{id}")]
    [InlineData("/u/jane@shop.example", "/u/{id}")]
    [InlineData("/", "/")]
    [InlineData("/a/b/c/d/e/f/g/h", "/a/b/c/d/e/f/*")]
    [InlineData("/search/%20x", "/search/{id}")]
    public void Takes_what_looks_like_an_id_out_of_a_path(string path, string expected) => Assert.Equal(expected, PathTemplates.Normalise(path));

    [Fact]
    public void Bounds_the_number_of_paths()
    {
        var paths = new PathTemplates();
        var names = Enumerable.Range(0, 1_000).Select(number => paths.Of("/" + new string((char)('a' + (number % 26)), 1 + (number / 26) % 30) + "x").Template).Distinct().ToList();

        Assert.Equal(201, names.Count);
        Assert.Contains(PathTemplates.Others, names);
    }

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
