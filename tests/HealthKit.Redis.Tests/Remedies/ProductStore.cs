namespace HealthKit.Redis.Tests.Remedies;

/// <summary>Stands in for a slow database that knows the products 1 to 1,000, and counts how often it is asked.</summary>
internal sealed class ProductStore
{
    private int _asked;

    public int Asked => Volatile.Read(ref _asked);

    public async ValueTask<Product?> FindAsync(int id, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        await Task.Delay(50, cancellationToken);
        return id is > 0 and <= 1_000 ? new Product(id, $"Product {id}") : null;
    }
}
