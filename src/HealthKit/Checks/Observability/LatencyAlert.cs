using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    public static readonly Check LatencyAlert = new()
    {
        Id = "5.6",
        Section = Section.Observability,
        Title = "An alert fires when the p99 exceeds 500 ms",
        Threshold = "alert at > 500 ms p99",
        Severity = Severity.High,
        Remedy = """
            Add the rule to a file that rule_files names, and reload Prometheus:
                groups:
                  - name: healthkit-latency
                    rules:
                      - alert: HighLatencyP99
                        expr: histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket[5m]))) > 0.5
                        for: 5m
            """,
        Limit = new CheckLimit { Default = 500, Unit = LimitUnit.Milliseconds, Minimum = 1, Maximum = 60_000 },
        Attestable = true,
        Clears = ["5.5"],
        Judge = Judge.From<AlertRuleEvidence>(static (alerts, limits) => LoadedAlert.Judge(alerts, AlertSubject.LatencyP99, Units.Milliseconds, limits)),
    };
}
