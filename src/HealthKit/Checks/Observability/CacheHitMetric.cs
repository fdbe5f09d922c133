using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    public static readonly Check CacheHitMetric = new()
    {
        Id = "5.8",
        Section = Section.Observability,
        Title = "Cache hits and misses are collected",
        Threshold = "metric exists",
        Severity = Severity.Low,
        Remedy = """
            Export the caches' counters (package HealthKit.OpenTelemetry), and let Prometheus scrape them:
                builder.Services.AddHealthAudit().AddPrometheus();
                app.MapPrometheusScrapingEndpoint();
            The hit rate is then rate(cache_hits_total[5m]) / (rate(cache_hits_total[5m]) + rate(cache_misses_total[5m])).
            """,
        AppliesTo = Absences.Cache,
        Clears = ["5.2", "5.7"],
        Judge = Judge.From<MetricsCollectionEvidence, HttpEvidence, CacheEvidence>(static (metrics, http, caches, _) =>
            CollectedFamilies.Objection(metrics, http, "cache_hits_total", "cache_misses_total") switch
            {
                null => Verdict.Pass(VerdictSource.Measured, $"Collected: {CollectedFamilies.Words(metrics, "cache_hits_total", "cache_misses_total")}."),
                // More requests would add nothing to what cannot be counted.
                { Doubt: Doubt.TooFewSamples, Observed: var observed } when metrics.Families.Any(static family => family is { Name: "cache_hits_total", IsCollected: true, Series: 0 })
                    && Blindness.Of(caches is null ? [] : [.. caches.ServerOnly, .. caches.BlindSpots], observed) is { } blind => blind,
                { } objection => objection,
            }),
    };
}
