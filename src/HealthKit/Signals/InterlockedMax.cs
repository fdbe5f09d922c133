namespace HealthKit.Signals;

/// <summary>A running maximum without a lock.</summary>
internal static class InterlockedMax
{
    /// <summary>Raises <paramref name="max"/> to the value if it is greater.</summary>
    public static void Raise(ref long max, long value)
    {
        long seen = Volatile.Read(ref max);
        while (value > seen)
        {
            long raced = Interlocked.CompareExchange(ref max, value, seen);
            if (raced == seen)
                return;
            seen = raced;
        }
    }
}
