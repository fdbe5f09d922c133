using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks;

public sealed class QuantileRuleTests
{
    [Theory]
    [InlineData(298, 0, false)]
    [InlineData(299, 0, true)]
    [InlineData(472, 1, false)]
    [InlineData(473, 1, true)]
    [InlineData(1_000, 4, true)]
    [InlineData(1_000, 5, false)]
    public void Holds_only_from_the_published_sample_sizes_on(long n, long over, bool holds) =>
        Assert.Equal(holds ? QuantileCall.Holds : QuantileCall.Undecided, QuantileRule.Judge(n, over, 0));

    [Fact]
    public void Breaks_only_with_twenty_requests_five_slow_ones_and_an_unlikely_tail()
    {
        Assert.Equal(QuantileCall.Undecided, QuantileRule.Judge(19, 19, 19));
        Assert.Equal(QuantileCall.Broken, QuantileRule.Judge(20, 5, 5));
        Assert.Equal(QuantileCall.Undecided, QuantileRule.Judge(20, 4, 4));
        // P(X ≥ 5 | 197, 1 %) is the last at or below 5 %.
        Assert.Equal(QuantileCall.Broken, QuantileRule.Judge(197, 5, 5));
        Assert.Equal(QuantileCall.Undecided, QuantileRule.Judge(200, 5, 5));
    }

    [Fact]
    public void Passes_on_the_possible_count_and_fails_on_the_certain_count()
    {
        Assert.Equal(QuantileCall.Undecided, QuantileRule.Judge(1_000, 500, 4));
        Assert.Equal(QuantileCall.Broken, QuantileRule.Judge(1_000, 500, 400));
        Assert.Equal(QuantileCall.Holds, QuantileRule.Judge(1_000, 4, 4));
    }

    [Fact]
    public void Is_never_of_two_minds()
    {
        for (long n = 0; n <= 2_000; n += 7)
        {
            for (long over = 0; over <= Math.Min(n, 60); over++)
            {
                bool holds = Binomial.AtMost(over, n, 0.01) <= 0.05, broken = Binomial.AtLeast(over, n, 0.01) <= 0.05;
                Assert.False(holds && broken);
            }
        }
    }

    [Theory]
    [InlineData(0, 0, 299)]
    [InlineData(298, 0, 1)]
    [InlineData(299, 0, 0)]
    [InlineData(300, 1, 173)]
    [InlineData(1_000, 4, 0)]
    public void Names_the_requests_still_needed(long n, long over, long needed) =>
        Assert.Equal(needed, QuantileRule.RequestsStillNeeded(n, over));

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.95)]
    [InlineData(0.99)]
    [InlineData(0.999)]
    public void Needs_exactly_the_requests_it_names(double quantile)
    {
        foreach (long over in new long[] { 0, 1, 3, 17, 400 })
        {
            long n = over + QuantileRule.RequestsStillNeeded(over, over, quantile);
            Assert.Equal(QuantileCall.Holds, QuantileRule.Judge(n, over, 0, quantile));
            Assert.Equal(QuantileCall.Undecided, QuantileRule.Judge(n - 1, over, 0, quantile));
        }
    }

    [Fact]
    public void Stays_exact_with_a_thousand_million_requests()
    {
        const long n = 1_000_000_000;
        // Mean 10^7, standard deviation 3,146: 5 % lies 1.645 of them from the mean.
        Assert.Equal(QuantileCall.Holds, QuantileRule.Judge(n, 10_000_000 - 5_200, 0));
        Assert.Equal(QuantileCall.Undecided, QuantileRule.Judge(n, 10_000_000 - 5_150, 10_000_000 - 5_150));
        Assert.Equal(QuantileCall.Undecided, QuantileRule.Judge(n, 10_000_000 + 5_150, 10_000_000 + 5_150));
        Assert.Equal(QuantileCall.Broken, QuantileRule.Judge(n, 10_000_000 + 5_200, 10_000_000 + 5_200));
        Assert.True(QuantileRule.RequestsStillNeeded(n, 10_000_000) > 0);
    }

    [Fact]
    public void Refuses_counts_that_cannot_be()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => QuantileRule.Judge(-1, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => QuantileRule.Judge(10, 11, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => QuantileRule.Judge(10, 1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => QuantileRule.Judge(10, 1, 1, double.NaN));
    }
}
