using System.Numerics;

namespace HealthKit.Evidence;

/// <summary>Buckets of small whole numbers: each of 0 to 63 by itself, then eight to an octave, and one from 2^20 on.</summary>
internal static class CountBuckets
{
    public const int Count = OverflowIndex + 1;
    public const int OverflowIndex = Exact + (LastOctave - FirstOctave) * PerOctave;

    private const int Exact = 64;
    private const int PerOctave = 8;
    private const int FirstOctave = 6;
    private const int LastOctave = 20;

    /// <summary>Bucket of a number; a negative one counts as zero.</summary>
    public static int IndexOf(long number)
    {
        if (number < Exact)
            return (int)Math.Max(0, number);
        int octave = BitOperations.Log2((ulong)number);
        return octave >= LastOctave
            ? OverflowIndex
            : Exact + (octave - FirstOctave) * PerOctave + ((int)(number >> (octave - 3)) & (PerOctave - 1));
    }

    /// <summary>Smallest number of the bucket.</summary>
    public static long Lowest(int index)
    {
        if (index < Exact)
            return index;
        int octave = FirstOctave + (index - Exact) / PerOctave, part = (index - Exact) % PerOctave;
        return (long)(PerOctave + part) << (octave - 3);
    }

    /// <summary>Greatest number of the bucket.</summary>
    public static long Highest(int index) => index == OverflowIndex ? long.MaxValue : Lowest(index + 1) - 1;
}
