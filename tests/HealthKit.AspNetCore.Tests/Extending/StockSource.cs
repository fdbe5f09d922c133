using HealthKit.Evidence;

namespace HealthKit.Extending;

internal sealed class StockSource(Stock stock, TimeProvider time) : IEvidenceSource
{
    public string Name => "shop.stock";

    public IReadOnlyList<Type> Kinds => [typeof(StockEvidence)];

    public TimeSpan Interval => TimeSpan.FromMinutes(1);

    public TimeSpan Timeout => TimeSpan.FromSeconds(5);

    public async ValueTask<EvidenceReading> ReadAsync(CancellationToken cancellationToken) => EvidenceReading.Of(new StockEvidence
    {
        ObservedAt = time.GetUtcNow(),
        MaxAge = TimeSpan.FromMinutes(5),
        NegativeProducts = await stock.CountNegativeAsync(cancellationToken),
    });
}
