using HealthKit.Npgsql.Commands;

namespace HealthKit.Npgsql.Tests.Commands;

public class StatementTests
{
    // 75 calls an hour are 1,800 a day, whenever one looks.
    [Theory]
    [InlineData(1.99)]
    [InlineData(2.0)]
    [InlineData(2.5)]
    [InlineData(3.01)]
    [InlineData(7.25)]
    public void Counts_the_calls_of_a_whole_day_at_any_hour(double halves)
    {
        var statement = new Statement(1, TimeSpan.FromMilliseconds(100), DateTimeOffset.UnixEpoch);
        for (var hour = 0; hour < halves * 12; hour++)
        {
            statement.AddCalls(75, ticks: 0, SampleWeight.One, half: hour / 12, examined: false);
        }

        Assert.InRange(statement.Read(halves).CallsLastDay, 1_725, 1_875);
    }

    [Fact]
    public void Forgets_the_calls_of_the_day_before_yesterday()
    {
        var statement = new Statement(1, TimeSpan.FromMilliseconds(100), DateTimeOffset.UnixEpoch);
        statement.AddCalls(5_000, ticks: 0, SampleWeight.One, half: 0, examined: false);
        statement.AddCalls(1, ticks: 0, SampleWeight.One, half: 1, examined: false);

        Assert.Equal(5_001, statement.Read(2.0).CallsLastDay);
        Assert.Equal(2_501, statement.Read(2.5).CallsLastDay);
        Assert.Equal(1, statement.Read(3.0).CallsLastDay);
        Assert.Equal(0, statement.Read(9.0).CallsLastDay);
    }
}
