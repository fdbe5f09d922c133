using HealthKit.Evidence;

namespace HealthKit.Hosts;

/// <summary>A source that a test makes throw or hang.</summary>
internal sealed class FaultySource(Type kind, TimeSpan interval) : IEvidenceSource
{
    private int _asked;

    public string Name => "faulty";

    public IReadOnlyList<Type> Kinds { get; } = [kind];

    public TimeSpan Interval => interval;

    public TimeSpan Timeout => TimeSpan.FromMilliseconds(100);

    public int Asked => Volatile.Read(ref _asked);

    public bool Throws { get; set; }

    public int ThrowsFirst { get; init; }

    public TaskCompletionSource? Hang { get; set; }

    public async ValueTask<EvidenceReading> ReadAsync(CancellationToken cancellationToken)
    {
        var asked = Interlocked.Increment(ref _asked);
        if (Hang is { } hang)
        {
            // Deaf to its cancellation, as the worst sources are.
            await hang.Task;
        }

        return Throws || asked <= ThrowsFirst ? throw new InvalidOperationException("password=secret") : EvidenceReading.Nothing;
    }
}
