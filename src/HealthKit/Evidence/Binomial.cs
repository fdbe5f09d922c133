namespace HealthKit.Evidence;

/// <summary>
/// Tails of the binomial distribution, stable up to a thousand million trials: Loader's saddle-point expansion for one
/// probability ("Fast and Accurate Computation of Binomial Probabilities", 2000), then the falling ratio of neighbours for the sum.
/// </summary>
internal static class Binomial
{
    // A term this much smaller than the sum no longer changes a double.
    private const double Negligible = 1e-18;

    /// <summary>P(X ≤ k) for n trials with probability p.</summary>
    public static double AtMost(long k, long n, double p)
    {
        if (k < 0)
            return 0;
        if (k >= n || p <= 0)
            return 1;
        if (p >= 1)
            return 0;
        return k <= n * p ? SumDown(k, n, p) : Math.Max(0, 1 - SumDown(n - k - 1, n, 1 - p));
    }

    /// <summary>P(X ≥ k) for n trials with probability p.</summary>
    public static double AtLeast(long k, long n, double p) => AtMost(n - k, n, 1 - p);

    /// <summary>The greatest k with P(X ≤ k) ≤ tail, -1 where there is none.</summary>
    public static long LowerQuantile(long n, double p, double tail)
    {
        if (tail >= 1)
            return n;
        if (n == 0 || tail <= 0 || p <= 0)
            return -1;
        if (p >= 1)
            return n - 1;
        double guess = n * p + StandardNormalQuantile(tail) * Math.Sqrt(n * p * (1 - p));
        long k = Math.Clamp((long)guess, 0, n - 1);
        double sum = AtMost(k, n, p), term = Probability(k, n, p);
        for (; k >= 0 && sum > tail; k--)
        {
            sum -= term;
            term *= k / (double)(n - k + 1) * ((1 - p) / p);
        }

        if (k < 0)
            return -1;
        for (; k < n; k++)
        {
            term *= (n - k) / (double)(k + 1) * (p / (1 - p));
            sum += term;
            if (sum > tail)
                break;
        }

        return k;
    }

    /// <summary>P(X = k) for n trials with probability p, strictly between 0 and 1.</summary>
    public static double Probability(long k, long n, double p)
    {
        if (k == 0)
            return Math.Exp(n * LogOfComplement(p));
        if (k == n)
            return Math.Exp(n * Math.Log(p));
        double exponent = StirlingError(n) - StirlingError(k) - StirlingError(n - k) - Deviance(k, n * p) - Deviance(n - k, n * (1 - p));
        return Math.Exp(exponent) * Math.Sqrt(n / (2 * Math.PI * k * (n - k)));
    }

    private static double SumDown(long k, long n, double p)
    {
        double odds = (1 - p) / p, term = 1, sum = 1;
        for (long i = k; i > 0 && term > sum * Negligible; i--)
            sum += term *= i / (double)(n - i + 1) * odds;
        return Math.Min(1, Probability(k, n, p) * sum);
    }

    // ln(1 - p) by its series where 1 - p would round.
    private static double LogOfComplement(double p) => p < 1e-4 ? -p * (1 + p * (0.5 + p * (1.0 / 3 + p / 4))) : Math.Log(1 - p);

    // ln n! minus Stirling's formula.
    private static double StirlingError(long n)
    {
        if (n < 16)
        {
            double factorial = 1;
            for (long i = 2; i <= n; i++)
                factorial *= i;
            return Math.Log(factorial) - (n + 0.5) * Math.Log(n) + n - 0.5 * Math.Log(2 * Math.PI);
        }

        double inverse = 1.0 / n, square = inverse * inverse;
        return inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square * (1.0 / 1680 - square / 1188))));
    }

    // x ln(x / m) + m - x without cancellation where x is close to m.
    private static double Deviance(double x, double m)
    {
        if (Math.Abs(x - m) >= 0.1 * (x + m))
            return x * Math.Log(x / m) + m - x;
        double v = (x - m) / (x + m), sum = (x - m) * v, power = 2 * x * v;
        for (int i = 3; ; i += 2)
        {
            power *= v * v;
            double next = sum + power / i;
            if (next == sum)
                return sum;
            sum = next;
        }
    }

    // Abramowitz and Stegun 26.2.23, good to 4.5e-4: only where the search begins.
    private static double StandardNormalQuantile(double tail)
    {
        double t = Math.Sqrt(-2 * Math.Log(Math.Min(tail, 1 - tail)));
        double z = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
        return tail < 0.5 ? -z : z;
    }
}
