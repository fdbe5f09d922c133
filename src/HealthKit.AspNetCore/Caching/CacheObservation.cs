using HealthKit.Sources;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Caching;

/// <summary>The caches that are observed, one by one as the host creates them.</summary>
internal sealed class CacheObservation
{
    private readonly Dictionary<object, CacheSignals> _caches = [];

    /// <summary>The observed caches that have been created.</summary>
    public IReadOnlyList<CacheSignals> Caches
    {
        get
        {
            lock (_caches)
            {
                return [.. _caches.Values];
            }
        }
    }

    /// <summary>Takes in a cache that is known by something else than its registration.</summary>
    public void Add(object identity, CacheSignals signals)
    {
        lock (_caches)
        {
            _caches[identity] = signals;
        }
    }

    /// <summary>Leaves a cache out that is counted elsewhere.</summary>
    public void Forget(object identity)
    {
        lock (_caches)
        {
            _caches.Remove(identity);
        }
    }

    /// <summary>The signals of one registration; an interface registered as transient or scoped has them in common.</summary>
    /// <param name="registration">The descriptor that the cache was registered with.</param>
    /// <param name="name">The interface and the implementation.</param>
    /// <param name="provider">Where the clock is.</param>
    public CacheSignals SignalsOf(ServiceDescriptor registration, string name, IServiceProvider provider)
    {
        lock (_caches)
        {
            if (!_caches.TryGetValue(registration, out var signals))
            {
                signals = new CacheSignals(name, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<CodeWords>());
                _caches.Add(registration, signals);
            }

            return signals;
        }
    }
}
