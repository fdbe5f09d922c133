using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    public static readonly Check ErrorRateAlert = new()
    {
        Id = "5.5",
        Section = Section.Observability,
        Title = "An alert fires when more than 1 % of requests fail",
        Threshold = "alert at > 1 % error rate",
        Severity = Severity.High,
        Remedy = """
            Add the rule to a file that rule_files names, and reload Prometheus:
                groups:
                  - name: healthkit-errors
                    rules:
                      - alert: HighErrorRate
                        expr: sum(rate(http_requests_total{status_code=~"5.."}[5m])) / sum(rate(http_requests_total[5m])) > 0.01
                        for: 5m
            """,
        Limit = new CheckLimit { Default = 0.01, Unit = LimitUnit.Ratio, Minimum = 0.0001, Maximum = 0.5 },
        Attestable = true,
        Clears = ["5.6"],
        Judge = Judge.From<AlertRuleEvidence>(static (alerts, limits) => LoadedAlert.Judge(alerts, AlertSubject.ErrorRatio, Units.Percent, limits)),
    };
}
