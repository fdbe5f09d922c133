using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>Whether a quantile keeps a limit, by a one-sided binomial test at 95 %: never called from a handful of requests.</summary>
internal static class QuantileRule
{
    /// <summary>Requests below which a p99 can never hold: 0.99^299 is the first power at or below 5 %.</summary>
    public const long MinimumForP99 = 299;

    private const double Significance = 0.05;
    private const long MinimumToBreak = 20;
    private const long MinimumOverToBreak = 5;

    /// <summary>Judges n requests of which some were over the limit; where that is not exactly known, each side is judged by its unfavourable count.</summary>
    /// <param name="n">Requests in the sample.</param>
    /// <param name="possiblyOver">At most so many were over the limit: decides a pass.</param>
    /// <param name="certainlyOver">At least so many were over the limit: decides a fail.</param>
    /// <param name="quantile">The quantile claimed to keep the limit, between 0 and 1.</param>
    public static QuantileCall Judge(long n, long possiblyOver, long certainlyOver, double quantile = 0.99)
    {
        ThrowUnlessCounts(n, possiblyOver, quantile);
        if (certainlyOver < 0 || certainlyOver > possiblyOver)
            throw new ArgumentOutOfRangeException(nameof(certainlyOver), certainlyOver, "Certainly over lies between 0 and possibly over.");
        double expected = 1 - quantile;
        if (Binomial.AtMost(possiblyOver, n, expected) <= Significance)
            return QuantileCall.Holds;
        return n >= MinimumToBreak && certainlyOver >= MinimumOverToBreak && Binomial.AtLeast(certainlyOver, n, expected) <= Significance
            ? QuantileCall.Broken
            : QuantileCall.Undecided;
    }

    /// <summary>The fewest further requests, none of them over the limit, after which the quantile would hold; 0 if it holds now.</summary>
    public static long RequestsStillNeeded(long n, long possiblyOver, double quantile = 0.99)
    {
        ThrowUnlessCounts(n, possiblyOver, quantile);
        double expected = 1 - quantile;
        if (Binomial.AtMost(possiblyOver, n, expected) <= Significance)
            return 0;
        // The tail falls as n grows: double until it is small enough, then halve the gap.
        long tooFew = n, enough = Math.Max(16, n);
        while (Binomial.AtMost(possiblyOver, enough, expected) > Significance)
            (tooFew, enough) = (enough, enough * 2);
        while (enough - tooFew > 1)
        {
            long middle = tooFew + (enough - tooFew) / 2;
            if (Binomial.AtMost(possiblyOver, middle, expected) > Significance)
                tooFew = middle;
            else
                enough = middle;
        }

        return enough - n;
    }

    private static void ThrowUnlessCounts(long n, long possiblyOver, double quantile)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        if (possiblyOver < 0 || possiblyOver > n)
            throw new ArgumentOutOfRangeException(nameof(possiblyOver), possiblyOver, "Possibly over lies between 0 and n.");
        if (!(quantile is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(quantile), quantile, "A quantile lies between 0 and 1.");
    }
}
