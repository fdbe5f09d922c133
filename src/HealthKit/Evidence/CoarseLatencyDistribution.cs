using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace HealthKit.Evidence;

/// <summary>How long one of many subjects took, such as an SQL statement: exact about one limit, coarse (eight buckets to a decade) about the rest.</summary>
/// <remarks>Bucket 0 holds everything up to 100 µs, bucket i the durations in (10^((i-1)/8), 10^(i/8)] times 100 µs, bucket 47 everything above 56 s.</remarks>
public sealed record CoarseLatencyDistribution
{
    /// <summary>Creates a distribution from a document's sparse buckets.</summary>
    /// <param name="limit">The limit that was watched.</param>
    /// <param name="overLimit">Samples longer than the limit.</param>
    /// <param name="buckets">Indexes of the non-empty buckets, ascending.</param>
    /// <param name="counts">Samples of each bucket, in the same order.</param>
    /// <param name="sum">Sum of all samples.</param>
    /// <param name="max">Longest sample, a member of the last bucket.</param>
    /// <exception cref="ArgumentException">The parts contradict each other or the bucket layout.</exception>
    [JsonConstructor]
    public CoarseLatencyDistribution(
        TimeSpan limit, long overLimit, ImmutableArray<int> buckets, ImmutableArray<long> counts, TimeSpan sum, TimeSpan max)
    {
        (Limit, OverLimit, Buckets, Counts, Sum, Max) = (limit, overLimit, buckets, counts, sum, max);
        Count = SparseCounts.Validate(buckets, counts, 0, CoarseBuckets.OverflowIndex);
        if (limit <= TimeSpan.Zero)
            throw new ArgumentException("limitSeconds must be positive.", nameof(limit));
        if (overLimit < CertainlyOverByBuckets(limit) || overLimit > PossiblyOverByBuckets(limit))
            throw new ArgumentException("overLimit contradicts the buckets.", nameof(overLimit));
        if (sum < TimeSpan.Zero)
            throw new ArgumentException("sumSeconds must not be negative.", nameof(sum));
        if (buckets.IsEmpty ? sum != TimeSpan.Zero || max != TimeSpan.Zero
            : max < TimeSpan.Zero || max.Ticks <= CoarseBuckets.LowerTicks(buckets[^1]) || max.Ticks > CoarseBuckets.UpperTicks(buckets[^1]))
            throw new ArgumentException("sumSeconds and maxSeconds must belong to the buckets: maxSeconds lies in the last one.", nameof(max));
    }

    /// <summary>The limit about which <see cref="OverLimit"/> is exact; in JSON a number of seconds.</summary>
    [JsonPropertyName("limitSeconds"), JsonConverter(typeof(JsonSecondsConverter))]
    public TimeSpan Limit { get; }

    /// <summary>Samples longer than <see cref="Limit"/>.</summary>
    [JsonPropertyName("overLimit")]
    public long OverLimit { get; }

    /// <summary>Indexes of the non-empty buckets, ascending.</summary>
    [JsonPropertyName("buckets")]
    public ImmutableArray<int> Buckets { get; }

    /// <summary>Samples of each bucket, in the order of <see cref="Buckets"/>.</summary>
    [JsonPropertyName("counts")]
    public ImmutableArray<long> Counts { get; }

    /// <summary>Sum of all samples; in JSON a number of seconds.</summary>
    [JsonPropertyName("sumSeconds"), JsonConverter(typeof(JsonSecondsConverter))]
    public TimeSpan Sum { get; }

    /// <summary>Longest sample, zero without samples; in JSON a number of seconds.</summary>
    [JsonPropertyName("maxSeconds"), JsonConverter(typeof(JsonSecondsConverter))]
    public TimeSpan Max { get; }

    /// <summary>Number of samples.</summary>
    [JsonIgnore]
    public long Count { get; }

    /// <summary>A distribution without samples.</summary>
    /// <param name="limit">The limit to watch, longer than zero.</param>
    public static CoarseLatencyDistribution Empty(TimeSpan limit) => new(limit, 0, [], [], TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>Adds distributions that watched the same limit.</summary>
    /// <exception cref="ArgumentException">There are no parts, or their limits differ.</exception>
    public static CoarseLatencyDistribution Merge(params IEnumerable<CoarseLatencyDistribution> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        Span<long> slots = stackalloc long[CoarseBuckets.Count];
        long over = 0, sum = 0, max = 0;
        TimeSpan? limit = null;
        foreach (var part in parts)
        {
            if ((limit ??= part.Limit) != part.Limit)
                throw new ArgumentException("Only distributions with the same limit can be merged.", nameof(parts));
            for (int i = 0; i < part.Buckets.Length; i++)
                slots[part.Buckets[i]] += part.Counts[i];
            over += part.OverLimit;
            sum += part.Sum.Ticks;
            max = Math.Max(max, part.Max.Ticks);
        }

        return FromSlots(limit ?? throw new ArgumentException("There is nothing to merge.", nameof(parts)), over, slots, sum, max);
    }

    /// <summary>Builds a distribution from single durations; negative ones count as zero.</summary>
    public static CoarseLatencyDistribution FromSamples(TimeSpan limit, IEnumerable<TimeSpan> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        Span<long> slots = stackalloc long[CoarseBuckets.Count];
        long over = 0, sum = 0, max = 0;
        foreach (var sample in samples)
        {
            long ticks = Math.Max(0, sample.Ticks);
            slots[CoarseBuckets.IndexOf(ticks)]++;
            over += ticks > limit.Ticks ? 1 : 0;
            sum += ticks;
            max = Math.Max(max, ticks);
        }

        return FromSlots(limit, over, slots, sum, max);
    }

    /// <summary>A duration that the fraction <paramref name="quantile"/> of the samples does not exceed: the upper edge of its bucket, up to a third too long.</summary>
    /// <param name="quantile">Fraction between 0 and 1, such as 0.99.</param>
    /// <exception cref="InvalidOperationException">There are no samples: test <see cref="Count"/> first; no samples is not zero latency.</exception>
    public TimeSpan QuantileAtMost(double quantile)
    {
        if (!(quantile is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(quantile), quantile, "A fraction lies between 0 and 1.");
        if (Count == 0)
            throw new InvalidOperationException("A distribution without samples has no quantile.");
        int index = SparseCounts.IndexOfRank(Counts, Math.Clamp((long)Math.Ceiling(quantile * Count), 1, Count));
        return TimeSpan.FromTicks(Math.Min(Max.Ticks, CoarseBuckets.UpperTicks(Buckets[index])));
    }

    /// <summary>At most so many samples were longer than the limit: exact about <see cref="Limit"/>. Use it to pass.</summary>
    public long CountPossiblyOver(TimeSpan limit) => limit == Limit ? OverLimit : PossiblyOverByBuckets(limit);

    /// <summary>At least so many samples were longer than the limit: exact about <see cref="Limit"/>. Use it to fail.</summary>
    public long CountCertainlyOver(TimeSpan limit) => limit == Limit ? OverLimit : CertainlyOverByBuckets(limit);

    internal static CoarseLatencyDistribution FromSlots(TimeSpan limit, long over, ReadOnlySpan<long> slots, long sumTicks, long maxTicks)
    {
        int last = slots.LastIndexOfAnyExcept(0);
        if (last < 0)
            return Empty(limit);
        var (buckets, counts) = SparseCounts.From(slots, 0);
        // The figures of one sample may be seen on two sides of a concurrent snapshot; the bucket decides.
        long certain = 0, possible = 0;
        for (int i = 0; i < buckets.Length; i++)
        {
            certain += CoarseBuckets.LowerTicks(buckets[i]) >= limit.Ticks ? counts[i] : 0;
            possible += CoarseBuckets.UpperTicks(buckets[i]) > limit.Ticks ? counts[i] : 0;
        }

        var sum = TimeSpan.FromTicks(Math.Max(0, sumTicks));
        var max = TimeSpan.FromTicks(Math.Clamp(maxTicks, CoarseBuckets.LowerTicks(last) + 1, CoarseBuckets.UpperTicks(last)));
        return new(limit, Math.Clamp(over, certain, possible), buckets, counts, sum, max);
    }

    private long PossiblyOverByBuckets(TimeSpan limit)
    {
        long count = 0;
        for (int i = Buckets.Length - 1; i >= 0 && CoarseBuckets.UpperTicks(Buckets[i]) > limit.Ticks; i--)
            count += Counts[i];
        return count;
    }

    private long CertainlyOverByBuckets(TimeSpan limit)
    {
        long count = 0;
        for (int i = Buckets.Length - 1; i >= 0 && CoarseBuckets.LowerTicks(Buckets[i]) >= limit.Ticks; i--)
            count += Counts[i];
        return count;
    }
}
