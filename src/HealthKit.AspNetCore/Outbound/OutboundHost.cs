namespace HealthKit.Outbound;

/// <summary>A host that is called: its name and port, never path, user or query.</summary>
internal readonly record struct OutboundHost(string Name, int Port)
{
    private const int Http = 80;
    private const int Https = 443;

    /// <summary>The host of calls beyond the capacity of a table.</summary>
    public static OutboundHost Other { get; } = new("(other hosts)", 0);

    private static OutboundHost Unknown { get; } = new("(unknown)", 0);

    public static OutboundHost Of(Uri? uri) => uri is { IsAbsoluteUri: true } ? new OutboundHost(uri.IdnHost, uri.Port) : Unknown;

    public override string ToString() => Port is 0 or Http or Https ? Name : FormattableString.Invariant($"{Name}:{Port}");
}
