using HealthKit.Npgsql.Pools;
using Microsoft.Extensions.Time.Testing;

namespace HealthKit.Npgsql.Tests.Pools;

public class DayCountTests
{
    [Fact]
    public void Forgets_after_a_day_to_the_hour()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 9, 59, 0, TimeSpan.Zero));
        var count = new DayCount(time);
        count.Add();
        time.Advance(TimeSpan.FromHours(5));
        count.Add();
        Assert.Equal(2, count.Read());

        time.Advance(TimeSpan.FromHours(18));
        Assert.Equal(2, count.Read());
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, count.Read());
        time.Advance(TimeSpan.FromDays(30));
        Assert.Equal(0, count.Read());
    }
}
