using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    private const string PoolConnectionsMetric = "db_pool_connections_total";
    private const string PoolWaitsMetric = "db_pool_wait_duration_seconds";

    public static readonly Check PoolMetrics = new()
    {
        Id = "4.7",
        Section = Section.ConnectionManagement,
        Title = "Active, idle and waiting connections of every pool are collected as metrics",
        Threshold = "metrics endpoint exists",
        Severity = Severity.Medium,
        Remedy = """
            Add the package HealthKit.OpenTelemetry, and let Prometheus scrape /metrics:
                builder.Services.AddHealthAudit().AddNpgsql().AddPrometheus();
                app.MapPrometheusScrapingEndpoint();
            """,
        AppliesTo = Absences.Database,
        Clears = ["5.2", "5.7", "5.8"],
        Judge = Judge.From<MetricsCollectionEvidence, PoolEvidence>(static (metrics, pools, _) => Findings.Worst(
            VerdictSource.Measured,
            "metrics",
            [PoolConnections(metrics, pools), PoolWaits(metrics, pools), .. PoolMetricClashes(metrics), .. Finding.BlindDataSources(pools), .. PoolsSeen(pools)])),
    };

    private static Finding PoolConnections(MetricsCollectionEvidence metrics, PoolEvidence? pools) => metrics.Families.FirstOrDefault(static family => family.Name == PoolConnectionsMetric) switch
    {
        null => Finding.Fail(PoolConnectionsMetric, "does not exist"),
        { Collections: 0 } when !metrics.ExporterRegistered => Finding.Fail(PoolConnectionsMetric, "no exporter offers it"),
        { IsCollected: true, Series: 0 } => Finding.Fail(PoolConnectionsMetric, "collected, but has no series"),
        { IsCollected: true } family => Finding.Pass(PoolConnectionsMetric, $"{Units.Count(family.Series, "series", "series")}, collected {Units.Number(family.Collections)} times in {Units.Duration(family.CollectionSpan)}"),
        var family => NotCollected(family, pools),
    };

    // It has no series before the first wait.
    private static Finding PoolWaits(MetricsCollectionEvidence metrics, PoolEvidence? pools) => metrics.Families.FirstOrDefault(static family => family.Name == PoolWaitsMetric) switch
    {
        null => Finding.Fail(PoolWaitsMetric, "does not exist"),
        { IsCollected: true } => Finding.Pass(PoolWaitsMetric, "collected"),
        var family => NotCollected(family, pools),
    };

    private static Finding NotCollected(MetricFamily family, PoolEvidence? pools) => family.Collections < 2 && pools?.Uptime < CollectedFamilies.Window
        ? Finding.TooFew(family.Name, $"offered; the service is up for {Units.Duration(pools.Uptime)}, and a collector has {Units.Duration(CollectedFamilies.Window)}")
        : Finding.Warn(
            family.Name,
            $"offered, but collected {Units.Count(family.Collections, "time")} in the last 5 minutes (2 needed, 5 s apart)",
            "Let Prometheus scrape the metrics endpoint, and remove a view that drops the family.");

    private static IEnumerable<Finding> PoolMetricClashes(MetricsCollectionEvidence metrics) => new[] { PoolConnectionsMetric, PoolWaitsMetric }
        .Where(name => CollectedFamilies.Clashes(metrics, name))
        .Select(static name => Finding.Warn(name, "the host has an instrument of the same name, and of two series Prometheus keeps one", $"Rename the host's own instrument {name}."));

    private static Finding[] PoolsSeen(PoolEvidence? pools) => pools is { Pools.Count: 0 } ? [Finding.Blind("", "no pool was seen")] : [];
}
