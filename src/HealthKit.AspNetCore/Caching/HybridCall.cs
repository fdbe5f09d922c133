namespace HealthKit.Caching;

/// <summary>Whether a call's own fill ran. Kept for the thread's next call, so that a hit allocates nothing.</summary>
internal sealed class HybridCall
{
    [ThreadStatic]
    private static HybridCall? _spare;

    private volatile bool _filled;

    public bool Filled
    {
        get => _filled;
        set => _filled = value;
    }

    public static HybridCall Rent()
    {
        var call = _spare ?? new HybridCall();
        _spare = null;
        return call;
    }

    /// <summary>Gives back a call that ended without its fill: nobody can run that any more.</summary>
    public void Return() => _spare = this;
}
