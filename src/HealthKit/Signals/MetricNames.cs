namespace HealthKit.Signals;

/// <summary>The metric families of the checklist: instruments carry these names literally, so that no exporter's translation can change them.</summary>
internal static class MetricNames
{
    /// <summary>The meter of every HealthKit instrument.</summary>
    public const string Meter = "HealthKit";

    public const string HttpRequests = "http_requests_total";
    public const string HttpRequestDuration = "http_request_duration_seconds";
    public const string DbQueries = "db_queries_total";
    public const string DbQueryDuration = "db_query_duration_seconds";
    public const string CacheHits = "cache_hits_total";
    public const string CacheMisses = "cache_misses_total";
    public const string CacheEvictions = "cache_evictions_total";
    public const string DbPoolConnections = "db_pool_connections_total";
    public const string DbPoolWaitDuration = "db_pool_wait_duration_seconds";

    /// <summary>Bucket bounds of the duration histograms, in seconds; they include the checklist's limits 0.1, 0.2, 0.5 and 1 s.</summary>
    public static readonly double[] DurationBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2.5, 5, 10];
}
