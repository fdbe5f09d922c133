namespace HealthKit.Extending;

/// <summary>What the example's source asks.</summary>
internal sealed class Stock
{
    public int Negative { get; set; }

    public async Task<int> CountNegativeAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        return Negative;
    }
}
