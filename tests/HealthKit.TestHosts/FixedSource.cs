using HealthKit.Evidence;

namespace HealthKit.TestHosts;

/// <summary>States a record that another part of HealthKit would state.</summary>
internal sealed class FixedSource(EvidenceRecord record) : IEvidenceSource
{
    public string Name => "fixed";

    public IReadOnlyList<Type> Kinds => [record.GetType()];

    public TimeSpan Interval => TimeSpan.Zero;

    public TimeSpan Timeout => TimeSpan.FromSeconds(1);

    public ValueTask<EvidenceReading> ReadAsync(CancellationToken cancellationToken) => new(EvidenceReading.Of(record with { ObservedAt = DateTimeOffset.UtcNow }));
}
