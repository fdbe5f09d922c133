using HealthKit.Signals;

namespace HealthKit.Tests.Signals;

public sealed class StatusCodeCountsTests
{
    [Fact]
    public void Counts_sixteen_codes_exactly_and_the_rest_together()
    {
        var counts = new StatusCodeCounts();
        for (int code = 200; code < 220; code++)
        {
            counts.Increment(code);
            counts.Increment(code);
        }

        counts.Increment(0);
        Assert.Equal(Enumerable.Range(200, 16).Select(static code => (code, 2L)), counts.Snapshot());
        Assert.Equal((9, 41), (counts.Other, counts.Total));
    }

    [Fact]
    public void Loses_nothing_between_threads_that_bring_new_codes()
    {
        const int Each = 20_000;
        for (int round = 0; round < 20; round++)
        {
            var counts = new StatusCodeCounts();
            Threads.Run(thread =>
            {
                for (int i = 0; i < Each; i++)
                    counts.Increment(200 + (i + thread) % 16);
            });
            Assert.Equal(16, counts.Snapshot().Select(static entry => entry.Code).Distinct().Count());
            Assert.All(counts.Snapshot(), static entry => Assert.Equal(Each * Threads.Count / 16, entry.Count));
            Assert.Equal(0, counts.Other);
        }
    }

    [Fact]
    public void Allocates_nothing_per_request()
    {
        var counts = new StatusCodeCounts();
        Assert.Equal(0, Allocations.Of(() => counts.Increment(503)));
    }
}
