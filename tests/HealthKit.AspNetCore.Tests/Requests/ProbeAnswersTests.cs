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

        Array.ForEach(statuses, answers.Note);

        Assert.Equal(expected, answers.Redirect);
    }
}
