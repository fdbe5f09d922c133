using HealthKit.Evidence;
using HealthKit.Hosting;
using HealthKit.Sources;

namespace HealthKit.Jobs;

/// <summary>States which job queues the service has.</summary>
internal sealed class BackgroundJobSource(HostServices host, IEnumerable<JobCounter> counters, TimeProvider time) : MemorySource<BackgroundJobEvidence>("background.jobs", time)
{
    private readonly JobCounter[] _counters = [.. counters];
    private readonly Lazy<string[]> _known = new(() => [.. KnownJobSystems.In(host.All)]);

    protected override BackgroundJobEvidence Read(DateTimeOffset now) => new()
    {
        ObservedAt = now,
        MaxAge = Fresh,
        Systems =
        [
            .. _counters.Select(static counter => new JobSystem(counter.Name, counter.Jobs)),
            .. _known.Value.Where(name => !Array.Exists(_counters, counter => counter.Name == name)).Select(static name => new JobSystem(name, null)),
        ],
    };
}
