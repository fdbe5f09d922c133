using System.Collections.Immutable;
using System.Text.Json;
using HealthKit.Evidence;

namespace HealthKit.Tests.Evidence;

public sealed class LatencyDistributionTests
{
    private static readonly double[] Quantiles = [0, 0.01, 0.1, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1];

    public static TheoryData<string> Shapes => ["log-uniform", "log-normal", "bimodal", "edges", "constant"];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Stays_within_one_percent_of_the_exact_quantiles(string shape)
    {
        var samples = Samples(shape);
        var distribution = LatencyDistribution.FromSamples(samples);
        foreach (double quantile in Quantiles)
        {
            double exact = EvidenceSamples.ExactQuantile(samples, quantile).TotalSeconds;
            Assert.InRange(distribution.Quantile(quantile).TotalSeconds, exact * 0.99 - 1e-12, exact * 1.01 + 1e-12);
        }

        Assert.Equal(samples.Length, distribution.Count);
        Assert.Equal(samples.Sum(static sample => sample.Ticks), distribution.Sum.Ticks);
        Assert.Equal(samples.Max(), distribution.Max);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Brackets_the_true_count_over_a_limit(string shape)
    {
        var samples = Samples(shape);
        var distribution = LatencyDistribution.FromSamples(samples);
        foreach (var limit in new[] { 0.0, 1e-5, 0.0042, 0.05, 0.1, 0.2, 0.5, 1, 99, 1_000 }.Select(TimeSpan.FromSeconds))
        {
            long exact = samples.LongCount(sample => sample > limit);
            Assert.InRange(exact, distribution.CountCertainlyOver(limit), distribution.CountPossiblyOver(limit));
            long nearby = samples.LongCount(sample => Math.Abs(sample / limit - 1) <= 0.021);
            Assert.True(limit < TimeSpan.FromMicroseconds(10) || limit > TimeSpan.FromSeconds(100)
                || distribution.CountPossiblyOver(limit) - distribution.CountCertainlyOver(limit) <= nearby);
        }
    }

    [Fact]
    public void Knows_exactly_what_was_over_one_second()
    {
        var distribution = LatencyDistribution.FromSamples([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1) + TimeSpan.FromTicks(1)]);
        Assert.Equal(1, distribution.CountPossiblyOver(TimeSpan.FromSeconds(1)));
        Assert.Equal(1, distribution.CountCertainlyOver(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Holds_the_true_quantile_between_its_bounds_as_often_as_promised()
    {
        // The quantiles of the log-uniform population over seven decades are known.
        int median = 0, tail = 0;
        for (int seed = 1; seed <= 400; seed++)
        {
            var distribution = LatencyDistribution.FromSamples(EvidenceSamples.LogUniform(500, seed));
            median += Holds(distribution.QuantileBounds(0.5, 0.95), 1e-5 * Math.Pow(10, 3.5));
            tail += Holds(distribution.QuantileBounds(0.99, 0.95), 1e-5 * Math.Pow(10, 6.93));
        }

        Assert.InRange(median, 372, 400);
        Assert.InRange(tail, 372, 400);

        static int Holds((TimeSpan Lower, TimeSpan Upper) bounds, double seconds) =>
            bounds.Lower.TotalSeconds <= seconds && seconds <= bounds.Upper.TotalSeconds ? 1 : 0;
    }

    [Fact]
    public void Chooses_the_published_order_statistics()
    {
        // For the median of 20 samples the 95 % interval runs from the 6th to the 15th smallest.
        var samples = Enumerable.Range(1, 20).Select(static i => TimeSpan.FromMilliseconds(i * 10)).ToArray();
        var (lower, upper) = LatencyDistribution.FromSamples(samples).QuantileBounds(0.5, 0.95);
        Assert.InRange(lower.TotalMilliseconds, 60 * 0.98, 60);
        Assert.InRange(upper.TotalMilliseconds, 150, 150 * 1.021);
    }

    [Fact]
    public void Claims_no_upper_bound_for_the_p99_of_a_handful()
    {
        var handful = LatencyDistribution.FromSamples(EvidenceSamples.LogNormal(50));
        Assert.Equal(TimeSpan.MaxValue, handful.QuantileBounds(0.99, 0.95).Upper);
        Assert.Equal((TimeSpan.Zero, TimeSpan.MaxValue), LatencyDistribution.Empty.QuantileBounds(0.5, 0.95));
    }

    [Fact]
    public void Refuses_a_quantile_of_nothing() =>
        Assert.Throws<InvalidOperationException>(() => LatencyDistribution.Empty.Quantile(0.99));

    [Fact]
    public void Merges_in_any_order_into_what_one_sketch_would_have_seen()
    {
        TimeSpan[] first = EvidenceSamples.LogUniform(500), second = EvidenceSamples.Bimodal(700), third = EvidenceSamples.LogNormal(900);
        var (a, b, c) = (LatencyDistribution.FromSamples(first), LatencyDistribution.FromSamples(second), LatencyDistribution.FromSamples(third));
        string whole = Json(LatencyDistribution.FromSamples([.. first, .. second, .. third]));
        Assert.Equal(whole, Json(LatencyDistribution.Merge(LatencyDistribution.Merge(a, b), c)));
        Assert.Equal(whole, Json(LatencyDistribution.Merge(a, LatencyDistribution.Merge(c, b))));
        Assert.Equal(whole, Json(LatencyDistribution.Merge(c, LatencyDistribution.Empty, b, a)));
        Assert.Same(LatencyDistribution.Empty, LatencyDistribution.Merge());
    }

    [Fact]
    public void Survives_the_round_trip_through_json()
    {
        var before = LatencyDistribution.FromSamples(EvidenceSamples.LogUniform(2_000));
        string document = Json(before);
        var after = JsonSerializer.Deserialize(document, EvidenceTestJson.Default.LatencyDistribution)!;
        Assert.Equal(document, Json(after));
        Assert.Equal((before.Count, before.Sum, before.Max, before.Quantile(0.99)), (after.Count, after.Sum, after.Max, after.Quantile(0.99)));
    }

    [Fact]
    public void Writes_seconds_as_plain_numbers()
    {
        var distribution = LatencyDistribution.FromSamples([TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(1_500)]);
        Assert.Equal("""{"relativeAccuracy":0.01,"buckets":[0,21],"counts":[1,1],"sumSeconds":2.5,"maxSeconds":1.5}""", Json(distribution));
    }

    [Theory]
    [InlineData("""{"relativeAccuracy":0.01,"buckets":[0,1],"counts":[1],"sumSeconds":1,"maxSeconds":1}""")]
    [InlineData("""{"relativeAccuracy":0.01,"buckets":[0],"counts":[-1],"sumSeconds":1,"maxSeconds":1}""")]
    [InlineData("""{"relativeAccuracy":0.01,"buckets":[0],"counts":[0],"sumSeconds":1,"maxSeconds":1}""")]
    [InlineData("""{"relativeAccuracy":0.01,"buckets":[0,-1],"counts":[1,1],"sumSeconds":1,"maxSeconds":1}""")]
    [InlineData("""{"relativeAccuracy":0.01,"buckets":[0,0],"counts":[1,1],"sumSeconds":1,"maxSeconds":1}""")]
    [InlineData("""{"relativeAccuracy":0.01,"buckets":[-577],"counts":[1],"sumSeconds":0,"maxSeconds":0}""")]
    [InlineData("""{"relativeAccuracy":0.01,"buckets":[233],"counts":[1],"sumSeconds":999,"maxSeconds":999}""")]
    [InlineData("""{"relativeAccuracy":0.01,"buckets":[231,232],"counts":[9223372036854775807,1],"sumSeconds":999,"maxSeconds":999}""")]
    [InlineData("""{"relativeAccuracy":0.02,"buckets":[0],"counts":[1],"sumSeconds":1,"maxSeconds":1}""")]
    [InlineData("""{"relativeAccuracy":0.01,"buckets":[0],"counts":[1],"sumSeconds":-1,"maxSeconds":1}""")]
    [InlineData("""{"relativeAccuracy":0.01,"buckets":[0],"counts":[1],"sumSeconds":"NaN","maxSeconds":1}""")]
    [InlineData("""{"relativeAccuracy":0.01,"buckets":[0],"counts":[1],"sumSeconds":NaN,"maxSeconds":1}""")]
    [InlineData("""{"relativeAccuracy":0.01,"buckets":[0],"counts":[1],"sumSeconds":1e300,"maxSeconds":1}""")]
    [InlineData("""{"relativeAccuracy":0.01,"buckets":[0],"counts":[1],"sumSeconds":1,"maxSeconds":5}""")]
    [InlineData("""{"relativeAccuracy":0.01,"buckets":[],"counts":[],"sumSeconds":1,"maxSeconds":0}""")]
    [InlineData("""{"relativeAccuracy":0.01,"counts":[1],"sumSeconds":1,"maxSeconds":1}""")]
    [InlineData("""{"relativeAccuracy":0.01,"buckets":null,"counts":null,"sumSeconds":1,"maxSeconds":1}""")]
    [InlineData("""{}""")]
    public void Refuses_a_malformed_document(string document)
    {
        var refusal = Assert.ThrowsAny<Exception>(() => JsonSerializer.Deserialize(document, EvidenceTestJson.Default.LatencyDistribution));
        Assert.True(refusal is JsonException or ArgumentException, refusal.ToString());
    }

    [Fact]
    public void Refuses_parts_that_are_no_histogram() =>
        Assert.Throws<ArgumentException>(() => new LatencyDistribution(0.01, default, ImmutableArray<long>.Empty, TimeSpan.Zero, TimeSpan.Zero));

    private static string Json(LatencyDistribution distribution) => JsonSerializer.Serialize(distribution, EvidenceTestJson.Default.LatencyDistribution);

    private static TimeSpan[] Samples(string shape) => shape switch
    {
        "log-uniform" => EvidenceSamples.LogUniform(5_000),
        "log-normal" => EvidenceSamples.LogNormal(5_000),
        "bimodal" => EvidenceSamples.Bimodal(5_000),
        "constant" => [.. Enumerable.Repeat(TimeSpan.FromMilliseconds(200), 1_000)],
        _ => [.. Enumerable.Range(1, LatencyBuckets.Count - 3).SelectMany(static slot => new[]
        {
            TimeSpan.FromTicks(Math.Max(100, LatencyBuckets.LowerTicks(slot) + 1)), TimeSpan.FromTicks(LatencyBuckets.UpperTicks(slot)),
        })],
    };
}
