namespace HealthKit.Caching;

/// <summary>The key under which a decorated cache itself stays registered, so that the container goes on creating and disposing of it.</summary>
internal sealed class InnerKey(object? original)
{
    /// <summary>The key that the host registered it with.</summary>
    public object? Original => original;
}
