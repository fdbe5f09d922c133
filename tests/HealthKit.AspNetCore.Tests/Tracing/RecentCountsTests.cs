using Microsoft.Extensions.Time.Testing;

namespace HealthKit.Tracing;

public sealed class RecentCountsTests
{
    [Fact]
    public void Forgets_what_is_older_than_fifteen_minutes()
    {
        var time = new FakeTimeProvider();
        var counts = new RecentCounts(time);
        counts.Add();
        time.Advance(TimeSpan.FromMinutes(14));
        counts.Add();
        counts.Add();
        Assert.Equal(3, counts.Sum);

        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(2, counts.Sum);
        counts.Add();
        Assert.Equal(3, counts.Sum);

        time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, counts.Sum);
    }
}
