using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using HealthKit.Evidence;
using HealthKit.Hosting;
using HealthKit.Sources;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Caching;

/// <summary>The FusionCaches that the host registered: the default one, named ones and ready-made ones. One that is looked up through HybridCache is counted there.</summary>
internal sealed class FusionCacheWatch
{
    private const string DefaultName = "FusionCache";

    private readonly ConcurrentDictionary<string, CacheSignals> _caches = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _behindHybrid = new(StringComparer.Ordinal);
    private readonly CacheObservation _observation;
    private readonly IServiceProvider _provider;

    public FusionCacheWatch(CacheObservation observation, HostServices host, IServiceProvider provider)
    {
        (_observation, _provider) = (observation, provider);
        foreach (var ready in host.All.Where(static descriptor => !descriptor.IsKeyedService && descriptor.ImplementationInstance is not null))
        {
            if (ready.ServiceType.FullName == FusionInstruments.Cache)
            {
                Watch(ready.ImplementationInstance!, bounded: null);
            }
            else if (ready.ServiceType.FullName == FusionInstruments.NamedCache && Property(ready.ImplementationInstance, FusionInstruments.CacheOfName) is { } named)
            {
                Watch(named, bounded: null);
            }
        }
    }

    /// <summary>Creates what the host registered, its levels without their observers, and begins to count it.</summary>
    public object Create(Func<IServiceProvider, object> factory, bool isHolder)
    {
        var levels = new InnerCaches(_provider, isHybrid: false);
        object made = factory(levels);
        if (isHolder)
        {
            // The holder makes its cache at the first use, and asks for services then; whoever asks for the cache meanwhile waits for it, as others would.
            levels.Asked = () => _ = Task.Run(() => Watch(Property(made, FusionInstruments.CacheOfName), levels.Memory?.IsBounded));
        }
        else
        {
            Watch(made, levels.Memory?.IsBounded);
        }

        return made;
    }

    /// <summary>Leaves a cache to the HybridCache before it; whether it is bounded, or null where it cannot be asked.</summary>
    public bool? LeaveToHybrid(object adapter)
    {
        string name = Name(Property(adapter, FusionInstruments.AdapterInner));
        _behindHybrid[name] = true;
        _observation.Forget(Identity(name));
        return _caches.TryGetValue(name, out var signals) ? signals.Bounded : null;
    }

    private void Watch(object? cache, bool? bounded)
    {
        string name = Name(cache);
        if (cache is null || _behindHybrid.ContainsKey(name) || _caches.ContainsKey(name))
        {
            return;
        }

        var signals = new CacheSignals(name == DefaultName ? name : $"{DefaultName} \"{name}\"", _provider.GetRequiredService<TimeProvider>(), _provider.GetRequiredService<CodeWords>()) { InProcess = true, ShowsTypes = false, Bounded = bounded };
        if (_caches.TryAdd(name, signals))
        {
            if (!Counts(cache, signals))
            {
                signals.Blind = new BlindSpot(signals.Name, "Its events are not those of FusionCache 2.", "Look up through HybridCache: AddFusionCache().AsHybridCache().");
            }

            _observation.Add(Identity(name), signals);
        }
    }

    // Whatever shape another version has, the host gets its cache.
    private static bool Counts(object cache, CacheSignals signals)
    {
        try
        {
            return FusionEvents.Count(cache, signals);
        }
        catch (Exception shape) when (shape is ArgumentException or InvalidOperationException or InvalidCastException or TargetException or TargetInvocationException or TypeLoadException or MissingMethodException)
        {
            return false;
        }
    }

    private static string Identity(string name) => $"{DefaultName} {name}";

    private static string Name(object? cache) => Property(cache, FusionInstruments.CacheName) as string ?? "";

    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Where a property was trimmed away, the cache is not counted.")]
    private static object? Property(object? owner, string name) => owner?.GetType().GetProperty(name)?.GetValue(owner);
}
