using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace HealthKit.Evidence;

/// <summary>How long requests or commands took: a mergeable histogram whose quantiles are within 1 % (and half a tick) between 10 µs and 100 s.</summary>
/// <remarks>
/// Bucket i holds the durations in (γ^(i-1), γ^i] seconds with γ = (1 + accuracy) / (1 - accuracy); index -576 holds everything below 10 µs and
/// index 232 everything above 100 s (DDSketch: Masson, Rim, Lee, PVLDB 12(12), 2019).
/// </remarks>
public sealed record LatencyDistribution
{
    /// <summary>Creates a distribution from a document's sparse buckets.</summary>
    /// <param name="relativeAccuracy">Relative accuracy of the buckets; this version reads 0.01.</param>
    /// <param name="buckets">Indexes of the non-empty buckets, ascending.</param>
    /// <param name="counts">Samples of each bucket, in the same order.</param>
    /// <param name="sum">Sum of all samples.</param>
    /// <param name="max">Longest sample, a member of the last bucket.</param>
    /// <exception cref="ArgumentException">The parts contradict each other or the bucket layout.</exception>
    [JsonConstructor]
    public LatencyDistribution(double relativeAccuracy, ImmutableArray<int> buckets, ImmutableArray<long> counts, TimeSpan sum, TimeSpan max)
    {
        if (relativeAccuracy != LatencyBuckets.RelativeAccuracy)
            throw new ArgumentException("relativeAccuracy must be 0.01.", nameof(relativeAccuracy));
        Count = SparseCounts.Validate(buckets, counts, LatencyBuckets.UnderflowIndex, LatencyBuckets.OverflowIndex);
        if (sum < TimeSpan.Zero)
            throw new ArgumentException("sumSeconds must not be negative.", nameof(sum));
        int last = buckets.IsEmpty ? 0 : buckets[^1] - LatencyBuckets.UnderflowIndex;
        if (buckets.IsEmpty ? sum != TimeSpan.Zero || max != TimeSpan.Zero
            : max < TimeSpan.Zero || max.Ticks <= LatencyBuckets.LowerTicks(last) || max.Ticks > LatencyBuckets.UpperTicks(last))
            throw new ArgumentException("sumSeconds and maxSeconds must belong to the buckets: maxSeconds lies in the last one.", nameof(max));
        (RelativeAccuracy, Buckets, Counts, Sum, Max) = (relativeAccuracy, buckets, counts, sum, max);
    }

    /// <summary>A distribution without samples.</summary>
    public static LatencyDistribution Empty { get; } = new(LatencyBuckets.RelativeAccuracy, [], [], TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>Relative accuracy of every quantile between 10 µs and 100 s.</summary>
    [JsonPropertyName("relativeAccuracy")]
    public double RelativeAccuracy { get; }

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

    /// <summary>Adds distributions together, as if one sketch had seen all samples.</summary>
    public static LatencyDistribution Merge(params IEnumerable<LatencyDistribution> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        Span<long> slots = stackalloc long[LatencyBuckets.Count];
        long sum = 0, max = 0;
        foreach (var part in parts)
        {
            for (int i = 0; i < part.Buckets.Length; i++)
                slots[part.Buckets[i] - LatencyBuckets.UnderflowIndex] += part.Counts[i];
            sum += part.Sum.Ticks;
            max = Math.Max(max, part.Max.Ticks);
        }

        return FromSlots(slots, sum, max);
    }

    /// <summary>Builds a distribution from single durations; negative ones count as zero.</summary>
    public static LatencyDistribution FromSamples(IEnumerable<TimeSpan> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        Span<long> slots = stackalloc long[LatencyBuckets.Count];
        long sum = 0, max = 0;
        foreach (var sample in samples)
        {
            long ticks = Math.Max(0, sample.Ticks);
            slots[LatencyBuckets.SlotOf(ticks)]++;
            sum += ticks;
            max = Math.Max(max, ticks);
        }

        return FromSlots(slots, sum, max);
    }

    /// <summary>The duration that the fraction <paramref name="quantile"/> of the samples does not exceed, within the relative accuracy.</summary>
    /// <param name="quantile">Fraction between 0 and 1, such as 0.99.</param>
    /// <exception cref="InvalidOperationException">There are no samples: test <see cref="Count"/> first; no samples is not zero latency.</exception>
    public TimeSpan Quantile(double quantile)
    {
        ThrowUnlessFraction(quantile);
        if (Count == 0)
            throw new InvalidOperationException("A distribution without samples has no quantile.");
        int slot = SlotOfRank(Math.Clamp((long)Math.Ceiling(quantile * Count), 1, Count));
        long ticks = slot == LatencyBuckets.Count - 1 ? Max.Ticks : Math.Min(LatencyBuckets.EstimateTicks(slot), Max.Ticks);
        return TimeSpan.FromTicks(ticks);
    }

    /// <summary>
    /// Bounds that hold the true quantile with the given two-sided confidence whatever the distribution: order statistics chosen by the
    /// binomial distribution (David and Nagaraja, "Order Statistics", 2003, section 7.1), widened to the edges of their buckets.
    /// </summary>
    /// <param name="quantile">Fraction between 0 and 1, such as 0.99.</param>
    /// <param name="confidence">Two-sided confidence between 0 and 1, such as 0.95.</param>
    /// <returns>Zero and <see cref="TimeSpan.MaxValue"/> where the samples are too few for a bound.</returns>
    public (TimeSpan Lower, TimeSpan Upper) QuantileBounds(double quantile, double confidence)
    {
        ThrowUnlessFraction(quantile);
        ThrowUnlessFraction(confidence);
        double tail = (1 - confidence) / 2;
        long lowerRank = Binomial.LowerQuantile(Count, quantile, tail) + 1;
        long upperRank = Count - Binomial.LowerQuantile(Count, 1 - quantile, tail);
        long lower = lowerRank < 1 ? 0 : Math.Max(0, LatencyBuckets.LowerTicks(SlotOfRank(lowerRank)));
        long upper = upperRank > Count ? long.MaxValue : LatencyBuckets.UpperTicks(SlotOfRank(upperRank));
        return (TimeSpan.FromTicks(lower), TimeSpan.FromTicks(upper == long.MaxValue && upperRank <= Count ? Max.Ticks : upper));
    }

    /// <summary>Samples in buckets that reach over the limit: at most so many were slower. Use it to pass.</summary>
    public long CountPossiblyOver(TimeSpan limit) => CountFrom(slot => LatencyBuckets.UpperTicks(slot) > limit.Ticks);

    /// <summary>Samples in buckets that lie over the limit entirely: at least so many were slower. Use it to fail.</summary>
    public long CountCertainlyOver(TimeSpan limit) => CountFrom(slot => LatencyBuckets.LowerTicks(slot) >= limit.Ticks);

    internal static LatencyDistribution FromSlots(ReadOnlySpan<long> slots, long sumTicks, long maxTicks)
    {
        int last = slots.LastIndexOfAnyExcept(0);
        if (last < 0)
            return Empty;
        var (buckets, counts) = SparseCounts.From(slots, LatencyBuckets.UnderflowIndex);
        // A sample and its maximum may be seen on two sides of a concurrent snapshot; the bucket decides.
        long max = Math.Clamp(maxTicks, LatencyBuckets.LowerTicks(last) + 1, LatencyBuckets.UpperTicks(last));
        return new(LatencyBuckets.RelativeAccuracy, buckets, counts, TimeSpan.FromTicks(Math.Max(0, sumTicks)), TimeSpan.FromTicks(max));
    }

    private static void ThrowUnlessFraction(double value)
    {
        if (!(value is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(value), value, "A fraction lies between 0 and 1.");
    }

    private long CountFrom(Func<int, bool> isOver)
    {
        long count = 0;
        for (int i = Buckets.Length - 1; i >= 0 && isOver(Buckets[i] - LatencyBuckets.UnderflowIndex); i--)
            count += Counts[i];
        return count;
    }

    private int SlotOfRank(long rank) => Buckets[SparseCounts.IndexOfRank(Counts, rank)] - LatencyBuckets.UnderflowIndex;
}
