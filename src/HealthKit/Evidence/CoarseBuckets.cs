namespace HealthKit.Evidence;

/// <summary>Eight buckets to a decade, one for all up to 100 µs and one for all above 56 s; 1, 10 and 100 ms, 1 and 10 s are edges.</summary>
internal static class CoarseBuckets
{
    public const int Count = 48;
    public const int OverflowIndex = Count - 1;

    private static readonly int[] Upper = CreateUpperEdges();

    /// <summary>Bucket of a duration in ticks.</summary>
    public static int IndexOf(long ticks)
    {
        int low = 0, high = OverflowIndex;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (ticks > Upper[middle])
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>Every duration of the bucket is longer than this many ticks.</summary>
    public static long LowerTicks(int index) => index == 0 ? -1 : Upper[index - 1];

    /// <summary>No duration of the bucket is longer than this many ticks.</summary>
    public static long UpperTicks(int index) => index == OverflowIndex ? long.MaxValue : Upper[index];

    private static int[] CreateUpperEdges()
    {
        var edges = new int[OverflowIndex];
        for (int i = 0; i < edges.Length; i++)
            edges[i] = (int)Math.Floor(Math.Pow(10, i / 8.0) * 100 * TimeSpan.TicksPerMicrosecond);
        return edges;
    }
}
