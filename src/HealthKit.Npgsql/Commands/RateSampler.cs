namespace HealthKit.Npgsql.Commands;

/// <summary>
/// Chooses what to sample: everything while it is rare, one in so many once there is more than a second's budget. One in sixteen is always
/// declined: a declined activity that starts all the same shows a foreign listener.
/// </summary>
/// <param name="budget">Samples a second.</param>
/// <param name="ticksPerSecond">The clock's frequency.</param>
internal sealed class RateSampler(int budget, long ticksPerSecond)
{
    /// <summary>6.25 % are declined, whatever their rate.</summary>
    public const int DeclineOneIn = 16;

    private long _windowEnd;
    private int _inWindow;
    private int _stride = 1;
    private int _seen;

    /// <summary>The stride by the last second's rate.</summary>
    public int Stride => Volatile.Read(ref _stride);

    /// <summary>Subjects seen, saturating.</summary>
    public int Seen => Volatile.Read(ref _seen);

    /// <summary>Counts one subject; racing callers may move the window twice, which only makes the stride smaller for a second.</summary>
    public void Count(long timestamp)
    {
        if (timestamp >= Volatile.Read(ref _windowEnd))
        {
            var late = timestamp - Volatile.Read(ref _windowEnd) > ticksPerSecond;
            Volatile.Write(ref _windowEnd, timestamp + ticksPerSecond);
            var seen = Interlocked.Exchange(ref _inWindow, 0);
            Volatile.Write(ref _stride, late ? 1 : Math.Max(1, (seen + budget - 1) / budget));
        }

        Interlocked.Increment(ref _inWindow);
        if (_seen < int.MaxValue)
        {
            Interlocked.Increment(ref _seen);
        }
    }

    /// <summary>The weight of the subject if it is chosen, 0 if not.</summary>
    public static long Choose(int stride, Random random)
    {
        var chosen = random.Next(DeclineOneIn) != 0 && (stride == 1 || random.Next(stride) == 0);
        return chosen ? SampleWeight.OfStride(stride) : 0;
    }
}
