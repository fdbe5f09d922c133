using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    private const double ShareOfLoad = 0.05;
    private const long RequestsOfPeriod = 100;
    private static readonly TimeSpan PeriodLength = TimeSpan.FromMinutes(10);

    public static readonly Check HorizontalScaling = new()
    {
        Id = "8.1",
        Section = Section.Scalability,
        Title = "The service ran on more than one instance within 7 days",
        Threshold = "service runs with N>1 instances without issues",
        Severity = Severity.Medium,
        Attestable = true,
        Limit = new CheckLimit { Default = 7, Unit = LimitUnit.Days, Minimum = 1, Maximum = 90 },
        Remedy = "Run two instances of one version and configuration behind the load balancer for 10 minutes: kubectl scale deployment/name --replicas=2.",
        Judge = Judge.From<FleetEvidence>(static (fleet, limits) =>
        {
            var recent = fleet.Periods.Where(period => period.To - limits.AsOf <= ClockSkew && limits.AsOf - period.To <= TimeSpan.FromDays(limits.Limit)).ToList();
            var seen = recent.Where(static period => period.To - period.From >= PeriodLength && period.Instances.Sum(static instance => instance.Requests) >= RequestsOfPeriod && Sharing(period) > 1).MaxBy(Sharing);
            return fleet.Unreadable is { } reason ? Verdict.Blind(reason)
                : seen is not null ? Verdict.Pass(
                    VerdictSource.Measured,
                    $"{Sharing(seen)} instances of {seen.Version} with one configuration shared {Units.Count(seen.Instances.Sum(static instance => instance.Requests), "request")} for {Units.Duration(seen.To - seen.From)}, {Units.Duration(limits.AsOf - seen.To)} ago (limit {Units.Duration(TimeSpan.FromDays(limits.Limit))}).",
                    seen.Instances.Sum(static instance => instance.Requests))
                : Verdict.Blind(
                    $"No two instances of one version and configuration each served {Units.Percent(ShareOfLoad)} of at least {RequestsOfPeriod} requests for {Units.Duration(PeriodLength)}. Run a second instance.",
                    $"{Units.Count(recent.Count, "period")} within {Units.Duration(TimeSpan.FromDays(limits.Limit))}; at most {Units.Count(recent.Count == 0 ? 0 : recent.Max(Sharing), "instance")} shared the load.");
        }),
    };

    private static int Sharing(FleetPeriod period) =>
        period.Instances.Count(instance => instance.Requests > 0 && instance.Requests >= ShareOfLoad * period.Instances.Sum(static other => other.Requests));
}
