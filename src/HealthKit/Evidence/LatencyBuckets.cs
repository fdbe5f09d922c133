using System.Numerics;

namespace HealthKit.Evidence;

/// <summary>
/// The one bucket layout of latency sketches: DDSketch's logarithmic mapping (Masson, Rim, Lee: "DDSketch: a fast and fully-mergeable
/// quantile sketch with relative-error guarantees", PVLDB 12(12), 2019). Bucket i holds the durations in (γ^(i-1), γ^i] seconds.
/// </summary>
/// <remarks>
/// Edges are kept as whole ticks, so a duration is never filed on the wrong side of an edge by rounding. Slots number the
/// buckets from zero: slot 0 takes everything below 10 µs, the last slot everything above 100 s.
/// </remarks>
internal static class LatencyBuckets
{
    public const double RelativeAccuracy = 0.01;
    public const double Gamma = (1 + RelativeAccuracy) / (1 - RelativeAccuracy);

    /// <summary>Index of the bucket for durations too short to tell apart (below 10 µs).</summary>
    public const int UnderflowIndex = -576;

    /// <summary>Index of the bucket for durations too long to tell apart (above 100 s).</summary>
    public const int OverflowIndex = 232;

    public const int Count = OverflowIndex - UnderflowIndex + 1;

    private const int OverflowSlot = Count - 1;

    // One cell is 1/64 of an octave, narrower than a bucket, so the slot of a cell's first tick is at most one step away.
    private const int CellBits = 6;
    private const int FirstOctave = 6;

    private static readonly int[] Upper = CreateUpperEdges();
    private static readonly ushort[] FirstSlotOfCell = CreateCells();

    /// <summary>Slot of a duration in ticks; negative durations count as zero.</summary>
    public static int SlotOf(long ticks)
    {
        if (ticks <= Upper[0])
            return 0;
        if (ticks > Upper[OverflowSlot - 1])
            return OverflowSlot;
        int octave = BitOperations.Log2((ulong)ticks);
        int cell = ((octave - FirstOctave) << CellBits) | ((int)(ticks >> (octave - CellBits)) & ((1 << CellBits) - 1));
        int slot = FirstSlotOfCell[cell];
        while (ticks > Upper[slot])
            slot++;
        return slot;
    }

    /// <summary>Every duration of the slot is longer than this many ticks.</summary>
    public static long LowerTicks(int slot) => slot == 0 ? -1 : Upper[slot - 1];

    /// <summary>No duration of the slot is longer than this many ticks.</summary>
    public static long UpperTicks(int slot) => slot == OverflowSlot ? long.MaxValue : Upper[slot];

    /// <summary>The whole number of ticks that is within the relative accuracy, or half a tick more, of every duration of the slot.</summary>
    public static long EstimateTicks(int slot)
    {
        if (slot is 0 or OverflowSlot)
            return Upper[slot == 0 ? 0 : OverflowSlot - 1];
        double shortest = Upper[slot - 1] + 1, longest = Upper[slot];
        double middle = Math.Floor(2 * shortest * longest / (shortest + longest));
        return (long)(Error(middle) <= Error(middle + 1) ? middle : middle + 1);

        double Error(double estimate) => Math.Max((estimate - shortest) / shortest, (longest - estimate) / longest);
    }

    private static int[] CreateUpperEdges()
    {
        var edges = new int[OverflowSlot];
        for (int slot = 0; slot < edges.Length; slot++)
            edges[slot] = (int)Math.Floor(Math.Pow(Gamma, slot + UnderflowIndex) * TimeSpan.TicksPerSecond);
        return edges;
    }

    private static ushort[] CreateCells()
    {
        int octaves = BitOperations.Log2((uint)Upper[OverflowSlot - 1]) - FirstOctave + 1;
        var cells = new ushort[octaves << CellBits];
        ushort slot = 0;
        for (int cell = 0; cell < cells.Length; cell++)
        {
            int octave = FirstOctave + (cell >> CellBits);
            long firstTick = (long)((1 << CellBits) | (cell & ((1 << CellBits) - 1))) << (octave - CellBits);
            while (slot < OverflowSlot - 1 && firstTick > Upper[slot])
                slot++;
            cells[cell] = slot;
        }

        return cells;
    }
}
