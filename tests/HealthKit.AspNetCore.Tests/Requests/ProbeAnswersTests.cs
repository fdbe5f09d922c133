namespace HealthKit.Requests;

public sealed class ProbeAnswersTests
{
    [Theory]
    [InlineData(null, 307)]
    [InlineData(null, 307, 307)]
    [InlineData(307, 307, 307, 307)]
    [InlineData(302, 307, 301, 302)]
    [InlineData(null, 307, 307, 307, 200)]
    [InlineData(null, 503, 307, 307, 307)]
    public void Tells_of_redirects_once_nothing_else_comes(int? expected, params int[] statuses)
    {
        var answers = new ProbeAnswers();

        Array.ForEach(statuses, status => answers.Note(status, roundTrips: 0));

        Assert.Equal(expected, answers.Redirect);
    }

    [Theory]
    [InlineData(null, 429, 429, 200)]
    [InlineData(429, 429, 200, 429, 429)]
    [InlineData(401, 429, 429, 401)]
    [InlineData(null, 503, 503, 503, 503)]
    [InlineData(null, 429, 429, 429, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200)]
    public void Tells_of_refusals_that_are_no_accident(int? expected, params int[] statuses)
    {
        var answers = new ProbeAnswers();

        Array.ForEach(statuses, status => answers.Note(status, roundTrips: 0));

        Assert.Equal(expected, answers.Refusal);
    }

    [Theory]
    [InlineData(0, 1, 0, 0, 0, 0, 0)]
    [InlineData(0, 2, 2)]
    [InlineData(3, 2, 2, 1)]
    [InlineData(3, 2, 2, 1, 0, 0, 0)]
    [InlineData(0, 2, 2, 1, 0, 0, 0, 0)]
    public void Tells_of_queries_that_come_with_the_calls_and_not_of_those_that_come_once(long expected, params int[] roundTrips)
    {
        var answers = new ProbeAnswers();

        Array.ForEach(roundTrips, trips => answers.Note(200, trips));

        Assert.Equal((expected, (long)roundTrips.Length), (answers.Querying, answers.Calls));
    }
}
