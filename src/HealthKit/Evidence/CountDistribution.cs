using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace HealthKit.Evidence;

/// <summary>How many of something there were each time, such as queries per request: exact up to 63, in buckets of 1/8 octave above.</summary>
/// <remarks>Bucket i up to 63 holds the number i; bucket 64 + 8 k + j holds the numbers from (8 + j) 2^(k+3) on; bucket 176 holds 2^20 and more.</remarks>
public sealed record CountDistribution
{
    /// <summary>Creates a distribution from a document's sparse buckets.</summary>
    /// <param name="buckets">Indexes of the non-empty buckets, ascending.</param>
    /// <param name="counts">Samples of each bucket, in the same order.</param>
    /// <param name="sum">Sum of all samples.</param>
    /// <param name="max">Greatest sample, a member of the last bucket.</param>
    /// <exception cref="ArgumentException">The parts contradict each other or the bucket layout.</exception>
    [JsonConstructor]
    public CountDistribution(ImmutableArray<int> buckets, ImmutableArray<long> counts, long sum, long max)
    {
        Count = SparseCounts.Validate(buckets, counts, 0, CountBuckets.OverflowIndex);
        if (sum < 0)
            throw new ArgumentException("sum must not be negative.", nameof(sum));
        if (buckets.IsEmpty ? sum != 0 || max != 0 : max < CountBuckets.Lowest(buckets[^1]) || max > CountBuckets.Highest(buckets[^1]))
            throw new ArgumentException("sum and max must belong to the buckets: max lies in the last one.", nameof(max));
        (Buckets, Counts, Sum, Max) = (buckets, counts, sum, max);
    }

    /// <summary>A distribution without samples.</summary>
    public static CountDistribution Empty { get; } = new([], [], 0, 0);

    /// <summary>Indexes of the non-empty buckets, ascending.</summary>
    [JsonPropertyName("buckets")]
    public ImmutableArray<int> Buckets { get; }

    /// <summary>Samples of each bucket, in the order of <see cref="Buckets"/>.</summary>
    [JsonPropertyName("counts")]
    public ImmutableArray<long> Counts { get; }

    /// <summary>Sum of all samples.</summary>
    [JsonPropertyName("sum")]
    public long Sum { get; }

    /// <summary>Greatest sample, zero without samples.</summary>
    [JsonPropertyName("max")]
    public long Max { get; }

    /// <summary>Number of samples.</summary>
    [JsonIgnore]
    public long Count { get; }

    /// <summary>Adds distributions together, as if one histogram had seen all samples.</summary>
    public static CountDistribution Merge(params IEnumerable<CountDistribution> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        Span<long> slots = stackalloc long[CountBuckets.Count];
        long sum = 0, max = 0;
        foreach (var part in parts)
        {
            for (int i = 0; i < part.Buckets.Length; i++)
                slots[part.Buckets[i]] += part.Counts[i];
            sum += part.Sum;
            max = Math.Max(max, part.Max);
        }

        return FromSlots(slots, sum, max);
    }

    /// <summary>Builds a distribution from single numbers; negative ones count as zero.</summary>
    public static CountDistribution FromSamples(IEnumerable<long> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        Span<long> slots = stackalloc long[CountBuckets.Count];
        long sum = 0, max = 0;
        foreach (long sample in samples)
        {
            slots[CountBuckets.IndexOf(sample)]++;
            sum += Math.Max(0, sample);
            max = Math.Max(max, sample);
        }

        return FromSlots(slots, sum, max);
    }

    /// <summary>The number that the fraction <paramref name="quantile"/> of the samples does not exceed: exact up to 63, the greatest of its bucket above.</summary>
    /// <param name="quantile">Fraction between 0 and 1, such as 0.95.</param>
    /// <exception cref="InvalidOperationException">There are no samples: test <see cref="Count"/> first; no samples is not zero.</exception>
    public long Quantile(double quantile)
    {
        if (!(quantile is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(quantile), quantile, "A fraction lies between 0 and 1.");
        if (Count == 0)
            throw new InvalidOperationException("A distribution without samples has no quantile.");
        long rank = Math.Clamp((long)Math.Ceiling(quantile * Count), 1, Count);
        return Math.Min(Max, CountBuckets.Highest(Buckets[SparseCounts.IndexOfRank(Counts, rank)]));
    }

    /// <summary>Samples greater than <paramref name="limit"/>: exact up to 63, above it all of the limit's own bucket count as greater.</summary>
    public long CountOver(long limit)
    {
        long count = 0;
        for (int i = Buckets.Length - 1; i >= 0 && CountBuckets.Highest(Buckets[i]) > limit; i--)
            count += Counts[i];
        return count;
    }

    internal static CountDistribution FromSlots(ReadOnlySpan<long> slots, long sum, long max)
    {
        int last = slots.LastIndexOfAnyExcept(0);
        if (last < 0)
            return Empty;
        var (buckets, counts) = SparseCounts.From(slots, 0);
        // A sample and its maximum may be seen on two sides of a concurrent snapshot; the bucket decides.
        return new(buckets, counts, Math.Max(0, sum), Math.Clamp(max, CountBuckets.Lowest(last), CountBuckets.Highest(last)));
    }
}
