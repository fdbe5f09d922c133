namespace HealthKit;

/// <summary>Counts the jobs of a queue that HealthKit does not know; see <see cref="HealthAuditBuilder.AddJobQueue"/>.</summary>
public sealed class JobCounter
{
    private long _jobs;

    internal JobCounter(string name) => Name = name;

    /// <summary>The queue's name in the report.</summary>
    public string Name { get; }

    internal long Jobs => Volatile.Read(ref _jobs);

    /// <summary>Counts one job that was taken from the queue and run.</summary>
    public void Ran() => Interlocked.Increment(ref _jobs);
}
