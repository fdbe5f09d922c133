namespace HealthKit.Tests.Evidence;

/// <summary>Reproducible durations of the shapes that services show.</summary>
internal static class EvidenceSamples
{
    public static TimeSpan[] LogUniform(int count, int seed = 1) =>
        Draw(count, seed, static random => 1e-5 * Math.Pow(10, 7 * random.NextDouble()));

    public static TimeSpan[] LogNormal(int count, int seed = 2) =>
        Draw(count, seed, static random => 0.02 * Math.Exp(0.8 * Normal(random)));

    public static TimeSpan[] Bimodal(int count, int seed = 3) =>
        Draw(count, seed, static random => (random.NextDouble() < 0.9 ? 0.004 : 0.9) * Math.Exp(0.3 * Normal(random)));

    /// <summary>The sample of rank ceil(q n).</summary>
    public static TimeSpan ExactQuantile(TimeSpan[] samples, double quantile) =>
        samples.Order().ElementAt(Math.Max(1, (int)Math.Ceiling(quantile * samples.Length)) - 1);

    private static TimeSpan[] Draw(int count, int seed, Func<Random, double> seconds)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => TimeSpan.FromTicks((long)(seconds(random) * TimeSpan.TicksPerSecond)))];
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
