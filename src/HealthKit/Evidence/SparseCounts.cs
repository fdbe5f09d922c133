using System.Collections.Immutable;

namespace HealthKit.Evidence;

/// <summary>Sparse histograms as documents hold them: ascending bucket indexes and a count for each.</summary>
internal static class SparseCounts
{
    /// <summary>Returns the total, or refuses what no histogram can be.</summary>
    /// <exception cref="ArgumentException">Lengths differ, an index is out of order or range, or a count is not positive.</exception>
    public static long Validate(ImmutableArray<int> buckets, ImmutableArray<long> counts, int first, int last)
    {
        if (buckets.IsDefault || counts.IsDefault || buckets.Length != counts.Length)
            throw new ArgumentException("buckets and counts must be present and of the same length.", nameof(counts));
        long total = 0;
        for (int i = 0; i < buckets.Length; i++)
        {
            if (buckets[i] < first || buckets[i] > last)
                throw new ArgumentException($"buckets must lie between {first} and {last}.", nameof(buckets));
            if (i > 0 && buckets[i] <= buckets[i - 1])
                throw new ArgumentException("buckets must ascend.", nameof(buckets));
            if (counts[i] <= 0 || counts[i] > long.MaxValue - total)
                throw new ArgumentException("counts must be positive, and so must be their total.", nameof(counts));
            total += counts[i];
        }

        return total;
    }

    public static (ImmutableArray<int> Buckets, ImmutableArray<long> Counts) From(ReadOnlySpan<long> slots, int first)
    {
        int used = slots.Length - slots.Count(0L);
        var buckets = ImmutableArray.CreateBuilder<int>(used);
        var counts = ImmutableArray.CreateBuilder<long>(used);
        for (int slot = 0; slot < slots.Length; slot++)
        {
            if (slots[slot] == 0)
                continue;
            buckets.Add(slot + first);
            counts.Add(slots[slot]);
        }

        return (buckets.MoveToImmutable(), counts.MoveToImmutable());
    }

    /// <summary>Position of the bucket that holds the sample of this rank, counted from 1.</summary>
    public static int IndexOfRank(ImmutableArray<long> counts, long rank)
    {
        int index = 0;
        for (long seen = counts[0]; seen < rank; seen += counts[index])
            index++;
        return index;
    }
}
