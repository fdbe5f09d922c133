using HealthKit.Evidence;

namespace HealthKit.Sources;

/// <summary>A source that only reads memory: asked at each audit, so its evidence is as fresh as the audit.</summary>
internal abstract class MemorySource<T>(string name, TimeProvider time) : IEvidenceSource
    where T : EvidenceRecord
{
    /// <summary>Long enough for the audit that asked, and no longer.</summary>
    protected static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    public string Name => name;

    public IReadOnlyList<Type> Kinds { get; } = [typeof(T)];

    public TimeSpan Interval => TimeSpan.Zero;

    public TimeSpan Timeout => TimeSpan.FromSeconds(5);

    public ValueTask<EvidenceReading> ReadAsync(CancellationToken cancellationToken) => new(EvidenceReading.Of(Read(time.GetUtcNow())));

    protected abstract T Read(DateTimeOffset now);
}
