namespace HealthKit.Checks;

/// <summary>Where a verdict comes from.</summary>
public enum VerdictSource
{
    /// <summary>Nowhere: nothing was seen.</summary>
    None,

    /// <summary>Live traffic.</summary>
    Measured,

    /// <summary>Configuration, the endpoint table, a catalog or a server's own figures.</summary>
    Inspected,

    /// <summary>A code scan or build-time evidence bound to the running assemblies.</summary>
    Built,

    /// <summary>A named person's dated statement.</summary>
    Attested,
}
