using HealthKit.Npgsql.Databases;

namespace HealthKit.Npgsql.Tests.Databases;

public class SharedPaceTests
{
    [Fact]
    public void Sees_scans_that_come_and_go_with_calls()
    {
        var pace = new SharedPace();
        foreach (var calls in (int[])[100, 20, 340, 80, 260, 120])
        {
            pace.Add(calls, calls + (calls % 3));
        }

        Assert.True(pace.IsSignificant);
        Assert.InRange(pace.Slope, 0.95, 1.05);
    }

    [Fact]
    public void Believes_neither_a_few_readings_nor_one_pace()
    {
        var pace = new SharedPace();
        pace.Add(100, 100);
        pace.Add(20, 20);
        pace.Add(340, 340);
        Assert.False(pace.IsSignificant);

        var steady = new SharedPace();
        for (var i = 0; i < 50; i++)
        {
            steady.Add(100, 100);
        }

        Assert.False(steady.IsSignificant);
        Assert.Equal(0, steady.Slope);
    }

    // A job that scans at a pace of its own, beside a service whose load varies: by chance they must not seem to be one.
    [Fact]
    public void Seldom_takes_chance_for_a_connection()
    {
        var random = new Random(7);
        var taken = 0;
        for (var run = 0; run < 1_000; run++)
        {
            var pace = new SharedPace();
            for (var reading = 0; reading < 12; reading++)
            {
                pace.Add(random.Next(80, 120), random.Next(80, 120));
            }

            taken += pace is { IsSignificant: true, Slope: >= 0.5 } ? 1 : 0;
        }

        Assert.InRange(taken, 0, 5);
    }
}
