using System.Numerics;
using HealthKit.Evidence;

namespace HealthKit.Tests.Evidence;

public sealed class BinomialTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(60)]
    [InlineData(317)]
    public void Agrees_with_exact_integer_arithmetic(int n)
    {
        foreach (int percent in new[] { 1, 5, 50, 99 })
        {
            for (int k = 0; k <= n; k++)
            {
                double exact = ExactAtMost(k, n, percent);
                Assert.Equal(exact, Binomial.AtMost(k, n, percent / 100.0), 1e-12 + exact * 1e-11);
                Assert.Equal(1 - (k == 0 ? 0 : ExactAtMost(k - 1, n, percent)), Binomial.AtLeast(k, n, percent / 100.0), 1e-11);
            }
        }
    }

    [Fact]
    public void Keeps_its_precision_in_the_far_tail() =>
        Assert.Equal(1, Binomial.AtLeast(30, 60, 0.01) / ExactAtLeast(30, 60, 1), 1e-10);

    [Theory]
    [InlineData(0.5, 0.025)]
    [InlineData(0.99, 0.025)]
    [InlineData(0.01, 0.05)]
    [InlineData(0.9, 0.6)]
    public void Finds_the_greatest_count_within_the_tail(double p, double tail)
    {
        foreach (long n in new long[] { 1, 5, 20, 299, 1_000, 123_456, 50_000_000 })
        {
            long k = Binomial.LowerQuantile(n, p, tail);
            Assert.True(Binomial.AtMost(k, n, p) <= tail, $"n={n} k={k}");
            Assert.True(Binomial.AtMost(k + 1, n, p) > tail, $"n={n} k={k}");
        }
    }

    [Fact]
    public void Answers_the_edges()
    {
        Assert.Equal(0, Binomial.AtMost(-1, 10, 0.5));
        Assert.Equal(1, Binomial.AtMost(10, 10, 0.5));
        Assert.Equal(1, Binomial.AtMost(0, 0, 0.5));
        Assert.Equal(1, Binomial.AtMost(3, 10, 0));
        Assert.Equal(0, Binomial.AtMost(3, 10, 1));
        Assert.Equal(1, Binomial.AtLeast(0, 10, 0.01));
        Assert.Equal(-1, Binomial.LowerQuantile(0, 0.5, 0.05));
        Assert.Equal(-1, Binomial.LowerQuantile(10, 0.5, 0));
        Assert.Equal(9, Binomial.LowerQuantile(10, 1, 0.05));
    }

    private static double ExactAtMost(int k, int n, int percent) => Ratio(Sum(0, k, n, percent), n);

    private static double ExactAtLeast(int k, int n, int percent) => Ratio(Sum(k, n, n, percent), n);

    private static BigInteger Sum(int from, int to, int n, int percent)
    {
        BigInteger sum = 0, ways = 1;
        for (int k = 0; k <= to; k++)
        {
            if (k >= from)
                sum += ways * BigInteger.Pow(percent, k) * BigInteger.Pow(100 - percent, n - k);
            ways = ways * (n - k) / (k + 1);
        }

        return sum;
    }

    private static double Ratio(BigInteger sum, int n) =>
        Math.Exp(BigInteger.Log(sum * BigInteger.Pow(10, 90) / BigInteger.Pow(100, n) is { IsZero: false } scaled ? scaled : 1) - 90 * Math.Log(10));
}
