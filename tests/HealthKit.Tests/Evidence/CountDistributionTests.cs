using System.Text.Json;
using HealthKit.Evidence;

namespace HealthKit.Tests.Evidence;

public sealed class CountDistributionTests
{
    [Fact]
    public void Is_exact_up_to_63()
    {
        var distribution = CountDistribution.FromSamples(Enumerable.Range(1, 63).Select(static n => (long)n));
        for (int limit = 0; limit <= 63; limit++)
            Assert.Equal(63 - limit, distribution.CountOver(limit));
        Assert.Equal(60, distribution.Quantile(0.95));
        Assert.Equal((63, 63, 63 * 32), (distribution.Count, distribution.Max, distribution.Sum));
    }

    [Fact]
    public void Never_hides_a_number_over_a_limit_above_63()
    {
        long[] samples = [64, 71, 72, 100, 1_000, 65_000, 1L << 20, long.MaxValue / 8];
        var distribution = CountDistribution.FromSamples(samples);
        foreach (long limit in new long[] { 64, 70, 99, 500, 1_000_000 })
        {
            Assert.True(distribution.CountOver(limit) >= samples.Count(sample => sample > limit));
            Assert.True(distribution.CountOver(limit) <= samples.Count(sample => sample > limit * 0.88));
        }
    }

    [Fact]
    public void Files_every_bucket_edge_in_its_bucket()
    {
        for (int index = 0; index < CountBuckets.Count; index++)
        {
            Assert.Equal(index, CountBuckets.IndexOf(CountBuckets.Lowest(index)));
            Assert.Equal(index, CountBuckets.IndexOf(CountBuckets.Highest(index)));
        }

        Assert.Equal(0, CountBuckets.IndexOf(-5));
    }

    [Fact]
    public void Merges_in_any_order_and_survives_json()
    {
        var (a, b, c) = (CountDistribution.FromSamples([1, 2, 300]), CountDistribution.FromSamples([2, 2]), CountDistribution.FromSamples([70_000]));
        string whole = Json(CountDistribution.FromSamples([1, 2, 300, 2, 2, 70_000]));
        Assert.Equal(whole, Json(CountDistribution.Merge(a, CountDistribution.Merge(b, c))));
        Assert.Equal(whole, Json(CountDistribution.Merge(CountDistribution.Merge(c, a), b)));
        Assert.Equal(whole, Json(JsonSerializer.Deserialize(whole, EvidenceTestJson.Default.CountDistribution)!));
        Assert.Equal("""{"buckets":[2,3],"counts":[1,2],"sum":8,"max":3}""", Json(CountDistribution.FromSamples([2, 3, 3])));
    }

    [Theory]
    [InlineData("""{"buckets":[1],"counts":[],"sum":1,"max":1}""")]
    [InlineData("""{"buckets":[2,1],"counts":[1,1],"sum":1,"max":1}""")]
    [InlineData("""{"buckets":[1],"counts":[-1],"sum":1,"max":1}""")]
    [InlineData("""{"buckets":[177],"counts":[1],"sum":1,"max":1}""")]
    [InlineData("""{"buckets":[1],"counts":[1],"sum":1,"max":2}""")]
    [InlineData("""{"buckets":[1],"counts":[1],"sum":-1,"max":1}""")]
    [InlineData("""{}""")]
    public void Refuses_a_malformed_document(string document) =>
        Assert.ThrowsAny<ArgumentException>(() => JsonSerializer.Deserialize(document, EvidenceTestJson.Default.CountDistribution));

    [Fact]
    public void Refuses_a_quantile_of_nothing() =>
        Assert.Throws<InvalidOperationException>(() => CountDistribution.Empty.Quantile(0.95));

    private static string Json(CountDistribution distribution) => JsonSerializer.Serialize(distribution, EvidenceTestJson.Default.CountDistribution);
}
