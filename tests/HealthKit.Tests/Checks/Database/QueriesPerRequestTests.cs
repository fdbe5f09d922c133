using HealthKit.Attestation;
using HealthKit.Checks;

namespace HealthKit.Tests.Checks.Database;

public sealed class QueriesPerRequestTests
{
    private static readonly Check Check = Checklist.QueriesPerRequest;

    [Fact]
    public void Fails_a_hot_route_with_a_query_for_each_row_and_passes_once_they_are_one()
    {
        var loop = Given.RouteQueries("GET /orders", (100, 26)) with { RequestsWithRepeats = 100, WorstRepeat = 25, RepeatedText = "select * from lines where order_id = ?", QueriesPerRow = 1 };
        var red = Given.Decide(Check, Given.Queries() with { Routes = [loop] });
        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Equal("GET /orders", Assert.Single(red.Offenders).Subject);
        Assert.Contains("26 round trips at the p95 (limit 10), 26 statements a request over 100 requests", red.Observed, StringComparison.Ordinal);
        Assert.Contains("select * from lines where order_id = ?; 1 query for each further row", red.Observed, StringComparison.Ordinal);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Queries() with { Routes = [Given.RouteQueries("GET /orders", (100, 2))] }).Outcome);
    }

    [Theory]
    [InlineData(29, 11, Outcome.Unknown)]
    [InlineData(30, 11, Outcome.Fail)]
    [InlineData(30, 10, Outcome.Pass)]
    public void Needs_thirty_requests_and_more_than_ten(int requests, long roundTrips, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.Queries() with { Routes = [Given.RouteQueries("GET /orders", (requests, roundTrips))] }).Outcome);

    [Theory]
    [InlineData(5, Outcome.Pass)]
    [InlineData(6, Outcome.Fail)]
    public void Fails_a_statement_that_repeats_in_more_than_a_twentieth_of_the_requests(long requests, Outcome expected)
    {
        var route = Given.RouteQueries("GET /orders", (100, 3)) with { RequestsWithRepeats = requests, WorstRepeat = 12 };
        Assert.Equal(expected, Given.Decide(Check, Given.Queries() with { Routes = [route] }).Outcome);
    }

    [Fact]
    public void Only_warns_off_the_hot_routes()
    {
        var hot = Enumerable.Range(0, 3).Select(static n => Given.RouteQueries($"GET /hot{n}", (20_000, 2)));
        var rare = Given.RouteQueries("GET /report", (40, 30));
        var verdict = Given.Decide(Check, Given.Queries() with { Routes = [.. hot, rare] });
        Assert.Equal(Outcome.Warn, verdict.Outcome);
        Assert.Equal("GET /report", Assert.Single(verdict.Offenders).Subject);
    }

    [Fact]
    public void Does_not_take_background_work_or_one_unlucky_request_for_a_pattern()
    {
        var background = Given.RouteQueries("(background)", (10_000, 500));
        var verdict = Given.Decide(Check, Given.Queries() with { Routes = [background, Given.RouteQueries("GET /orders", (96, 2), (4, 60))] });
        Assert.Equal(Outcome.Pass, verdict.Outcome);
        Assert.Equal(100, verdict.Samples);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Queries() with { Routes = [background] }).Outcome);
    }

    [Fact]
    public void Lets_a_hidden_data_source_keep_a_pass_away() =>
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.Queries() with { Routes = [Given.RouteQueries("GET /orders", (100, 2))], BlindSpots = [Given.Hidden] }).Doubt);

    [Fact]
    public void Is_unknown_without_requests_or_with_everything_exempted()
    {
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Queries()).Outcome);
        var routes = Given.Queries() with { Routes = [Given.RouteQueries("GET /orders", (100, 2))] };
        Assert.Equal(Outcome.Unknown, Given.DecideWithout(SubjectKind.Route, "GET *", Check, routes).Outcome);
    }

    [Fact]
    public void Does_not_apply_without_a_database() => Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Given.InventoryWithoutDatabase()).Outcome);

    [Fact]
    public void Follows_an_overridden_limit()
    {
        var routes = Given.Queries() with { Routes = [Given.RouteQueries("GET /orders", (100, 15)) with { RequestsWithRepeats = 100, WorstRepeat = 12 }] };
        Assert.Equal(Outcome.Pass, Given.DecideAt(20, Check, routes).Outcome);
        Assert.Equal(Outcome.Fail, Given.DecideAt(5, Check, Given.Queries() with { Routes = [Given.RouteQueries("GET /orders", (100, 6))] }).Outcome);
    }

    [Fact]
    public void Says_nothing_of_statements_that_nobody_counts()
    {
        var route = Given.RouteQueries("GET /orders", (400, 2)) with { StatementsPerRequest = 0 };

        Assert.DoesNotContain("statements", Given.Decide(Check, Given.Queries() with { Routes = [route] }).Observed, StringComparison.Ordinal);
        Assert.Contains("3 statements a request", Given.Decide(Check, Given.Queries() with { Routes = [route with { StatementsPerRequest = 3 }] }).Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void Blames_no_loop_where_a_row_is_only_there_or_not()
    {
        var route = Given.RouteQueries("GET /links/{code}", (400, 2)) with { QueriesPerRow = 1 };

        Assert.DoesNotContain("further row", Given.Decide(Check, Given.Queries() with { Routes = [route] }).Observed, StringComparison.Ordinal);
    }

    // An answer that lasts as long as somebody listens queries at every tick.
    [Fact]
    public void Holds_no_stream_against_the_budget_of_a_request()
    {
        var dashboard = Given.RouteQueries("GET /dashboard", (45, 120)) with { IsStream = true, RequestsWithRepeats = 45, WorstRepeat = 120 };
        var list = Given.RouteQueries("GET /orders", (400, 2));

        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Queries() with { Routes = [dashboard, list] }).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Queries() with { Routes = [dashboard] }).Outcome);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.Queries() with { Routes = [dashboard with { IsStream = false }] }).Outcome);
    }
}
