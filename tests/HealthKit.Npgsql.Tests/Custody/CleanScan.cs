using HealthKit.Evidence;

namespace HealthKit.Npgsql.Tests.Custody;

/// <summary>A code scan that looked and found nothing, so that what is measured decides alone.</summary>
internal sealed class CleanScan(TimeProvider time) : IEvidenceSource
{
    public string Name => "clean scan";

    public IReadOnlyList<Type> Kinds { get; } = [typeof(CodeScanEvidence)];

    public TimeSpan Interval => TimeSpan.Zero;

    public TimeSpan Timeout => TimeSpan.FromSeconds(5);

    public ValueTask<EvidenceReading> ReadAsync(CancellationToken cancellationToken) => new(EvidenceReading.Of(new CodeScanEvidence
    {
        ObservedAt = time.GetUtcNow(),
        MaxAge = TimeSpan.FromMinutes(1),
        Assemblies = ["Shop"],
        Rules = [new CodeScanRule { Check = "4.8", Sites = 3 }, new CodeScanRule { Check = "4.9", Sites = 3 }],
    }));
}
