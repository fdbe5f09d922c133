using HealthKit.Evidence;

namespace HealthKit.CodeScan.Hosting;

/// <summary>States what the scan found. The code of a process does not change, so what was found once holds as long as it runs.</summary>
internal sealed class CodeScanSource(ScanState state, TimeProvider time) : IEvidenceSource
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    public string Name => "code scan";

    public IReadOnlyList<Type> Kinds { get; } = [typeof(CodeScanEvidence)];

    public TimeSpan Interval => TimeSpan.Zero;

    public TimeSpan Timeout => TimeSpan.FromSeconds(5);

    public ValueTask<EvidenceReading> ReadAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return new(state.Current switch
        {
            { Result: { } result } => EvidenceReading.Of(new CodeScanEvidence
            {
                ObservedAt = now,
                MaxAge = Fresh,
                Rules = result.Rules,
                Assemblies = result.Assemblies,
                Unread = result.Unread,
            }),
            var pending => new EvidenceReading
            {
                Gaps = [new EvidenceGap { Kind = EvidenceKinds.Name(typeof(CodeScanEvidence)), Reason = pending.Reason!, IsError = pending.IsError, ObservedAt = now }],
            },
        });
    }
}
