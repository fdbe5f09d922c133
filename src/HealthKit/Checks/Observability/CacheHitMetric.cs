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
        Remedy = "Call AddHealthAudit().AddPrometheus(), and let Prometheus scrape the service: rate(cache_hits_total[5m]) / (rate(cache_hits_total[5m]) + rate(cache_misses_total[5m])).",
        AppliesTo = Absences.Cache,
        Clears = ["5.2", "5.7"],
        Judge = Judge.From<MetricsCollectionEvidence, HttpEvidence>(static (metrics, http, _) =>
            CollectedFamilies.Objection(metrics, http, "cache_hits_total", "cache_misses_total")
            ?? Verdict.Pass(VerdictSource.Measured, $"Collected: {CollectedFamilies.Words(metrics, "cache_hits_total", "cache_misses_total")}.")),
    };
}
