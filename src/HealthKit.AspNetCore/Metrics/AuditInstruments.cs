using System.Diagnostics.Metrics;
using System.Globalization;
using HealthKit.Evidence;
using HealthKit.Reporting;

namespace HealthKit.Metrics;

/// <summary>The audit's own gauges, read from the last background report.</summary>
internal sealed class AuditInstruments
{
    private readonly BackgroundAudit _audit;
    private readonly EvidenceStore _store;
    private readonly TimeProvider _time;

    public AuditInstruments(HealthKitMeter meter, BackgroundAudit audit, EvidenceStore store, TimeProvider time)
    {
        (_audit, _store, _time) = (audit, store, time);
        meter.Meter.CreateObservableGauge(AuditMetricNames.Score, () => Of(static report => Ratio(report.Score.Percent)), unit: null, "Points of the applicable checks, 0 to 1.");
        meter.Meter.CreateObservableGauge(AuditMetricNames.Coverage, () => Of(static report => Ratio(report.Score.CoveragePercent)), unit: null, "Applicable checks that are decided, 0 to 1.");
        meter.Meter.CreateObservableGauge(AuditMetricNames.SectionScore, () => Of(Sections), unit: null, "Points of a section's applicable checks, 0 to 1.");
        meter.Meter.CreateObservableGauge(AuditMetricNames.Check, () => Of(Checks), unit: null, "1 for the present outcome of each check.");
        meter.Meter.CreateObservableGauge(AuditMetricNames.EvidenceAge, Ages, unit: "s", "Age of the last evidence of each source.");
    }

    private Measurement<double>[] Of(Func<AuditReport, Measurement<double>[]> read) => _audit.Last is { } report ? read(report) : [];

    private static Measurement<double>[] Ratio(double? percent) => percent is { } known ? [new(known / 100)] : [];

    private static Measurement<double>[] Sections(AuditReport report) =>
    [
        .. from section in report.Sections
           where section.Percent is not null
           select new Measurement<double>(section.Percent!.Value / 100, new KeyValuePair<string, object?>("section", section.Number.ToString(CultureInfo.InvariantCulture))),
    ];

    private static Measurement<double>[] Checks(AuditReport report) =>
    [
        .. report.Checks.Concat(report.CustomChecks).Select(static check => new Measurement<double>(
            1,
            new("id", check.Id),
            new("section", check.Section?.ToString(CultureInfo.InvariantCulture) ?? "custom"),
            new("outcome", JsonNames.Of(check.Outcome)))),
    ];

    private Measurement<double>[] Ages()
    {
        var now = _time.GetUtcNow();
        return
        [
            .. from source in _store.Sources
               let observed = _store.LastReading(source)?.Records.Min(static record => (DateTimeOffset?)record.ObservedAt)
               where observed is not null
               select new Measurement<double>(Math.Max(0, (now - observed.Value).TotalSeconds), new KeyValuePair<string, object?>("source", source.Name)),
        ];
    }
}
