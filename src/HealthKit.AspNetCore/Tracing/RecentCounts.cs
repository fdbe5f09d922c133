namespace HealthKit.Tracing;

/// <summary>Counts of the last fifteen minutes, by the minute. For events that happen a few times a minute.</summary>
internal sealed class RecentCounts(TimeProvider time)
{
    private const int Minutes = 15;

    private readonly long _start = time.GetTimestamp();
    private readonly (long Minute, long Count)[] _counts = new (long, long)[Minutes];

    public long Sum
    {
        get
        {
            lock (_counts)
            {
                var now = Now;
                return _counts.Sum(entry => now - entry.Minute < Minutes ? entry.Count : 0);
            }
        }
    }

    private long Now => (long)time.GetElapsedTime(_start).TotalMinutes;

    public void Add()
    {
        lock (_counts)
        {
            var now = Now;
            ref var entry = ref _counts[now % Minutes];
            entry = (now, entry.Minute == now ? entry.Count + 1 : 1);
        }
    }
}
