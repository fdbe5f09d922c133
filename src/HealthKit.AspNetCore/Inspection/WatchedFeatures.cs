using System.Collections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace HealthKit.Inspection;

/// <summary>The features of a call that nobody made; notes when one is read that tells endpoints apart.</summary>
internal sealed class WatchedFeatures : IFeatureCollection
{
    private readonly FeatureCollection _features = new();
    private volatile bool _wasLookedAt;

    public bool WasLookedAt { get => _wasLookedAt; set => _wasLookedAt = value; }

    public bool IsReadOnly => false;

    public int Revision => _features.Revision;

    public object? this[Type key]
    {
        get
        {
            Note(key);
            return _features[key];
        }
        set => _features[key] = value;
    }

    public TFeature? Get<TFeature>()
    {
        Note(typeof(TFeature));
        return _features.Get<TFeature>();
    }

    public void Set<TFeature>(TFeature? instance) => _features.Set(instance);

    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator()
    {
        WasLookedAt = true;
        return _features.GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Note(Type feature)
    {
        if (feature == typeof(IEndpointFeature) || feature == typeof(IRouteValuesFeature) || feature == typeof(IRoutingFeature))
        {
            WasLookedAt = true;
        }
    }
}
