using HealthKit.Evidence;
using HealthKit.Hosting;
using HealthKit.Requests;
using HealthKit.Sources;

namespace HealthKit.Flags;

/// <summary>States which feature-flag systems the service has, and whether it asks them.</summary>
internal sealed class FeatureFlagSource(
    HostServices host,
    IEnumerable<FeatureFlagCounter> counters,
    IEnumerable<IFeatureFlagObserver> observers,
    RouteTable routes,
    TimeProvider time) : MemorySource<FeatureFlagEvidence>("feature.flags", time)
{
    private readonly FeatureFlagCounter[] _counters = [.. counters];
    private readonly IFeatureFlagObserver[] _observers = [.. observers];
    private readonly Lazy<string[]> _known = new(() => [.. KnownFlagSystems.In(host.All)]);

    protected override FeatureFlagEvidence Read(DateTimeOffset now) => new()
    {
        ObservedAt = now,
        MaxAge = Fresh,
        Systems = [.. Systems()],
        RegistrationsLookedAt = host.All.Count,
        Requests = routes.Total(),
    };

    private IEnumerable<FeatureFlagSystem> Systems()
    {
        var observed = _observers.Select(static observer => observer.Read()).OfType<FeatureFlagSystem>()
            .Concat(_counters.Select(static counter => new FeatureFlagSystem(counter.Name, null, counter.Evaluations)))
            .ToList();
        return observed.Concat(_known.Value
            .Where(name => !observed.Exists(system => system.Name == name))
            .Select(static name => new FeatureFlagSystem(name, null, null)));
    }
}
