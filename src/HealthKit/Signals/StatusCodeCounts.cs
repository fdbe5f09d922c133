namespace HealthKit.Signals;

/// <summary>Requests by status code: the first 16 distinct codes exactly, all further ones together. Lock-free and of fixed size.</summary>
internal sealed class StatusCodeCounts
{
    private const int Capacity = 16;

    private readonly int[] _codes = new int[Capacity];
    private readonly long[] _counts = new long[Capacity + 1];

    /// <summary>Requests whose code came after the table was full.</summary>
    public long Other => Volatile.Read(ref _counts[Capacity]);

    /// <summary>All requests.</summary>
    public long Total
    {
        get
        {
            long total = 0;
            for (int i = 0; i <= Capacity; i++)
                total += Volatile.Read(ref _counts[i]);
            return total;
        }
    }

    /// <summary>Counts one request; codes below 1 count as other.</summary>
    public void Increment(int code)
    {
        int index = Capacity;
        for (int i = 0; i < Capacity && code > 0; i++)
        {
            int seen = Volatile.Read(ref _codes[i]);
            if (seen == 0)
                seen = Interlocked.CompareExchange(ref _codes[i], code, 0) is var raced and not 0 ? raced : code;
            if (seen != code)
                continue;
            index = i;
            break;
        }

        Interlocked.Increment(ref _counts[index]);
    }

    /// <summary>The codes seen so far with their counts, in the order they first came, without <see cref="Other"/>.</summary>
    public IEnumerable<(int Code, long Count)> Snapshot()
    {
        for (int i = 0; i < Capacity && Volatile.Read(ref _codes[i]) is var code and not 0; i++)
            yield return (code, Volatile.Read(ref _counts[i]));
    }
}
