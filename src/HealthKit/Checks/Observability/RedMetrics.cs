using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    public static readonly Check RedMetrics = new()
    {
        Id = "5.2",
        Section = Section.Observability,
        Title = "Rate, errors and duration of every endpoint are collected",
        Threshold = "per endpoint",
        Severity = Severity.High,
        Remedy = """
            Add the package HealthKit.OpenTelemetry:
                builder.Services.AddHealthAudit().AddPrometheus();
                app.MapPrometheusScrapingEndpoint();
            and have Prometheus scrape it:
                scrape_configs:
                  - job_name: api
                    static_configs:
                      - targets: ["api:8080"]
            """,
        Clears = ["5.7", "5.8", "4.7"],
        Judge = Judge.FromBoth<MetricsCollectionEvidence, HttpEvidence>(static (metrics, http, _) =>
        {
            const string requests = "http_requests_total";
            const string duration = "http_request_duration_seconds";
            // Answers to paths that match nothing are kept apart from each other, and share one series.
            var routes = http.Routes.Where(static route => route.Requests > 0).Select(static route => (route.Method, route.Template)).Distinct().Count();
            var fewest = metrics.Families.Where(static family => family.Name is requests or duration).Select(static family => family.Series).DefaultIfEmpty().Min();
            return CollectedFamilies.Objection(metrics, http, requests, duration)
                ?? (routes == 0 ? Verdict.TooFew(VerdictSource.Measured, "No endpoint had traffic.", "Send requests.", 0)
                : http.OverflowRequests > 0 ? Verdict.Warn(VerdictSource.Measured, $"{Units.Count(http.OverflowRequests, "request")} of {Units.Number(http.Requests)} went to endpoints that share one series, for want of a slot of their own.", [new Offender("(overflow)", $"{Units.Count(http.OverflowRequests, "request")} (limit 0)")], http.Requests)
                : fewest < routes ? Verdict.TooFew(VerdictSource.Measured, $"{Units.Count(fewest, "series", "series")} collected for {Units.Count(routes, "endpoint")} with traffic.", "Wait for the next collection; if it stays so, remove the view that drops the label path.", http.Requests)
                : Verdict.Pass(VerdictSource.Measured, $"Collected for {Units.Count(routes, "endpoint")} with traffic: {CollectedFamilies.Words(metrics, requests, duration)}.", http.Requests));
        }),
    };
}
