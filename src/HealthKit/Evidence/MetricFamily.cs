namespace HealthKit.Evidence;

/// <summary>One metric family.</summary>
public sealed record MetricFamily
{
    /// <summary>The name, for example "http_requests_total".</summary>
    public required string Name { get; init; }

    /// <summary>Times a foreign reader collected it in the last five minutes, HealthKit's own reads apart.</summary>
    public int Collections { get; init; }

    /// <summary>Time between the first and the last of those.</summary>
    public TimeSpan CollectionSpan { get; init; }

    /// <summary>Series that the last collection got.</summary>
    public int Series { get; init; }

    /// <summary>Collected: at least twice, at least 5 s apart, within five minutes.</summary>
    public bool IsCollected => Collections >= 2 && CollectionSpan >= TimeSpan.FromSeconds(5);
}
