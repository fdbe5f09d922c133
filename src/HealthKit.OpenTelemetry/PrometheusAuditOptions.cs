namespace HealthKit;

/// <summary>What a host decides about the Prometheus exposition of HealthKit's metrics.</summary>
public sealed class PrometheusAuditOptions
{
    /// <summary>Whether HealthKit adds the Prometheus exporter when the host has added none by then; the host sets it to false where it adds its own afterwards.</summary>
    /// <value>True by default.</value>
    /// <remarks>A second exporter never doubles a series, since an endpoint serves one exporter, but it doubles the cost of recording and the memory held.</remarks>
    public bool AddExporter { get; set; } = true;

    /// <summary>Status codes that a route answers with on average: times the route capacity, this is the most series that <c>http_requests_total</c> may have.</summary>
    /// <value>1 to 60; 4 by default. The exporter sets aside about 100 bytes for each possible series.</value>
    public int StatusCodesPerRoute { get; set; } = 4;
}
