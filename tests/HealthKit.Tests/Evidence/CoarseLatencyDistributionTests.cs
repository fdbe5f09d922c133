using System.Text.Json;
using HealthKit.Evidence;

namespace HealthKit.Tests.Evidence;

public sealed class CoarseLatencyDistributionTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(150);

    [Fact]
    public void Is_exact_about_its_limit_and_brackets_every_other()
    {
        var samples = EvidenceSamples.Bimodal(5_000);
        var distribution = CoarseLatencyDistribution.FromSamples(Limit, samples);
        foreach (double milliseconds in new[] { 0.01, 2, 4, 10, 120, 150, 700, 1_000, 60_000 })
        {
            var limit = TimeSpan.FromMilliseconds(milliseconds);
            long exact = samples.LongCount(sample => sample > limit);
            Assert.InRange(exact, distribution.CountCertainlyOver(limit), distribution.CountPossiblyOver(limit));
            if (limit == Limit || milliseconds is 10 or 1_000)
                Assert.Equal(distribution.CountCertainlyOver(limit), distribution.CountPossiblyOver(limit));
        }
    }

    [Fact]
    public void Names_a_duration_the_quantile_does_not_exceed()
    {
        var samples = EvidenceSamples.LogNormal(5_000);
        var distribution = CoarseLatencyDistribution.FromSamples(Limit, samples);
        foreach (double quantile in new[] { 0.1, 0.5, 0.99, 1 })
        {
            double exact = EvidenceSamples.ExactQuantile(samples, quantile).TotalSeconds;
            Assert.InRange(distribution.QuantileAtMost(quantile).TotalSeconds, exact, exact * 1.34);
        }
    }

    [Fact]
    public void Merges_in_any_order_and_survives_json()
    {
        TimeSpan[] first = EvidenceSamples.LogNormal(100), second = EvidenceSamples.Bimodal(200);
        var (a, b) = (CoarseLatencyDistribution.FromSamples(Limit, first), CoarseLatencyDistribution.FromSamples(Limit, second));
        string whole = Json(CoarseLatencyDistribution.FromSamples(Limit, [.. first, .. second]));
        Assert.Equal(whole, Json(CoarseLatencyDistribution.Merge(a, b)));
        Assert.Equal(whole, Json(CoarseLatencyDistribution.Merge(b, CoarseLatencyDistribution.Empty(Limit), a)));
        Assert.Equal(whole, Json(JsonSerializer.Deserialize(whole, EvidenceTestJson.Default.CoarseLatencyDistribution)!));
        Assert.Throws<ArgumentException>(() => CoarseLatencyDistribution.Merge(a, CoarseLatencyDistribution.Empty(2 * Limit)));
        Assert.Throws<ArgumentException>(() => CoarseLatencyDistribution.Merge());
    }

    [Theory]
    [InlineData("""{"limitSeconds":0.1,"overLimit":1,"buckets":[24],"counts":[1],"sumSeconds":0.1,"maxSeconds":0.1}""")]
    [InlineData("""{"limitSeconds":0.1,"overLimit":0,"buckets":[25],"counts":[1],"sumSeconds":0.11,"maxSeconds":0.11}""")]
    [InlineData("""{"limitSeconds":0,"overLimit":0,"buckets":[24],"counts":[1],"sumSeconds":0.1,"maxSeconds":0.1}""")]
    [InlineData("""{"limitSeconds":0.1,"overLimit":0,"buckets":[24],"counts":[1],"sumSeconds":0.1,"maxSeconds":9}""")]
    [InlineData("""{"limitSeconds":0.1,"overLimit":0,"buckets":[24],"counts":[1,2],"sumSeconds":0.1,"maxSeconds":0.1}""")]
    [InlineData("""{"limitSeconds":0.1,"overLimit":0,"buckets":[48],"counts":[1],"sumSeconds":0.1,"maxSeconds":0.1}""")]
    [InlineData("""{}""")]
    public void Refuses_a_malformed_document(string document) =>
        Assert.ThrowsAny<ArgumentException>(() => JsonSerializer.Deserialize(document, EvidenceTestJson.Default.CoarseLatencyDistribution));

    private static string Json(CoarseLatencyDistribution distribution) =>
        JsonSerializer.Serialize(distribution, EvidenceTestJson.Default.CoarseLatencyDistribution);
}
