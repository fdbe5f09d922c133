namespace HealthKit.Npgsql.Commands;

/// <summary>How many commands a sampled one stands for, as a whole number of 1/1024: the inverse of the chance it had.</summary>
internal static class SampleWeight
{
    /// <summary>One command that stands for itself.</summary>
    public const long One = 1024;

    /// <summary>Of a choice with a stride: one in so many, and of those one in sixteen declined.</summary>
    public static long OfStride(int stride) => (stride * One * RateSampler.DeclineOneIn + (RateSampler.DeclineOneIn - 2)) / (RateSampler.DeclineOneIn - 1);

    /// <summary>What one sample adds to the variance of a count that is estimated by weights (Horvitz and Thompson).</summary>
    public static double Variance(int calls, long weight) => (double)calls * calls * weight * (weight - One) / (One * One);

    /// <summary>Weights as a count.</summary>
    public static long Count(long weights) => (weights + One / 2) / One;
}
