using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    public static readonly Check QueryCountMetric = new()
    {
        Id = "5.7",
        Section = Section.Observability,
        Title = "The count of database queries by endpoint is collected",
        Threshold = "metric exists",
        Severity = Severity.Medium,
        Remedy = """
            Count queries, and let Prometheus scrape db_queries_total{endpoint} (packages HealthKit.Npgsql and HealthKit.OpenTelemetry):
                builder.Services.AddHealthAudit().AddNpgsql().AddPrometheus();
                app.MapPrometheusScrapingEndpoint();
            """,
        AppliesTo = Absences.Database,
        Clears = ["5.2", "5.8"],
        Judge = Judge.From<MetricsCollectionEvidence, HttpEvidence>(static (metrics, http, _) =>
            CollectedFamilies.Objection(metrics, http, "db_queries_total")
            ?? Verdict.Pass(VerdictSource.Measured, $"Collected: {CollectedFamilies.Words(metrics, "db_queries_total")}.")),
    };
}
