using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Security;

public sealed class SecurityHeadersTests
{
    private static readonly Check Check = Checklist.SecurityHeaders;

    [Fact]
    public void Fails_a_missing_header_and_passes_once_it_is_set()
    {
        var red = Given.Decide(Check, Given.SecurityHeaders(Given.Headers(2, 200, "X-Frame-Options")));
        Assert.Equal((Outcome.Fail, Doubt.NotFound), (red.Outcome, red.Doubt));
        Assert.Equal("missing on 200 responses of 200, for example GET /orders", Assert.Single(red.Offenders).Observed);

        var green = Given.Decide(Check, Given.SecurityHeaders(Given.Headers(2, 200), Given.Headers(4, 12)));
        Assert.Equal((Outcome.Pass, 212L), (green.Outcome, green.Samples));
        Assert.Contains("200 2xx, 12 4xx", green.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_how_pages_get_the_policy_that_the_other_headers_lines_leave_out()
    {
        var pages = Given.Headers(2, 200) with { Headers = [.. Given.Headers(2, 200).Headers, new HeaderPresence("Content-Security-Policy", 50, 0)] };

        var verdict = Given.Decide(Check, Given.SecurityHeaders(pages));

        Assert.Equal(Outcome.Fail, verdict.Outcome);
        Assert.Contains("h.ContentSecurityPolicy = ", Assert.Single(verdict.Offenders).Remedy!, StringComparison.Ordinal);
    }

    [Fact]
    public void Holds_a_header_that_some_responses_lack_against_the_service_itself()
    {
        var some = Given.Headers(2, 200) with { Headers = [.. Given.Headers(2, 200).Headers.Select(static header => header.Header == "Referrer-Policy" ? header with { Present = 199 } : header)] };
        var verdict = Given.Decide(Check, Given.SecurityHeaders(some));
        Assert.Equal((Outcome.Fail, Doubt.Refuted), (verdict.Outcome, verdict.Doubt));
    }

    [Fact]
    public void Warns_where_only_errors_lose_the_headers() =>
        Assert.Equal(Outcome.Warn, Given.Decide(Check, Given.SecurityHeaders(Given.Headers(2, 200), Given.Headers(5, 3, "X-Frame-Options"))).Outcome);

    [Theory]
    [InlineData(29, Outcome.Unknown)]
    [InlineData(30, Outcome.Pass)]
    public void Needs_thirty_responses(long responses, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.SecurityHeaders(Given.Headers(2, responses), Given.Headers(4, 500))).Outcome);

    [Fact]
    public void Does_not_pass_without_https_or_where_a_header_was_not_looked_at()
    {
        Assert.Equal(Outcome.Unknown, Given.Decide(Check).Outcome);
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Given.SecurityHeaders()).Doubt);
        var plain = Given.Headers(2, 200) with { HttpsResponses = 0 };
        Assert.Equal((Outcome.Unknown, Doubt.Blind), (Given.Decide(Check, Given.SecurityHeaders(plain)).Outcome, Given.Decide(Check, Given.SecurityHeaders(plain)).Doubt));
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.SecurityHeaders(Given.Headers(2, 200) with { Headers = [] })).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.SecurityHeaders(Given.Headers(2, 200) with { Headers = [.. Given.Headers(2, 200).Headers.Skip(2)] })).Outcome);
    }

    [Fact]
    public void Asks_no_content_security_policy_of_a_service_without_html()
    {
        var json = Given.Headers(2, 200) with { Headers = [.. Given.Headers(2, 200).Headers.Select(static header => header.Header == "Content-Security-Policy" ? header with { Expected = 0, Present = 0 } : header)] };
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.SecurityHeaders(json)).Outcome);
    }
}
