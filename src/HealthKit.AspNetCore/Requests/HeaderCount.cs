namespace HealthKit.Requests;

/// <summary>How often one header stood where it should, and a route where it did not.</summary>
internal sealed class HeaderCount(string name)
{
    private long _expected;
    private long _present;
    private RouteEntry? _missingOn;

    public string Name => name;

    public long Expected => Volatile.Read(ref _expected);

    public long Present => Volatile.Read(ref _present);

    public RouteEntry? MissingOn => Volatile.Read(ref _missingOn);

    public void Add(bool present, RouteEntry route)
    {
        Interlocked.Increment(ref _expected);
        if (present)
        {
            Interlocked.Increment(ref _present);
        }
        else
        {
            Volatile.Write(ref _missingOn, route);
        }
    }
}
