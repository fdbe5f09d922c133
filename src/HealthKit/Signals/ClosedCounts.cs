namespace HealthKit.Signals;

/// <summary>Closed slices of a sketch, encoded: a single slice or the sum of many, filed under the number of the period.</summary>
internal sealed record ClosedCounts(long Period, byte[] Encoded, long SumTicks, long MaxTicks)
{
    /// <summary>Bytes held, object headers included.</summary>
    public int Bytes => 48 + 24 + (Encoded.Length + 7) / 8 * 8;

    /// <summary>Adds the counts to <paramref name="slots"/> and returns sum and maximum including those given.</summary>
    public (long SumTicks, long MaxTicks) AddTo(Span<long> slots, (long SumTicks, long MaxTicks) before)
    {
        EncodedCounts.AddTo(Encoded, slots);
        return (before.SumTicks + SumTicks, Math.Max(before.MaxTicks, MaxTicks));
    }
}
