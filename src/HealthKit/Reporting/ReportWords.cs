using System.Globalization;
using HealthKit.Attestation;
using HealthKit.Checks;

namespace HealthKit.Reporting;

/// <summary>The words that every readable rendering shares.</summary>
internal static class ReportWords
{
    /// <summary>What a report without its checks says in their place.</summary>
    public const string Withheld = "The score alone: which checks fail or warn is not shown at this level.";

    public static string Of(Outcome outcome) => outcome switch
    {
        Outcome.Pass => "Pass",
        Outcome.Warn => "Warn",
        Outcome.Fail => "Fail",
        Outcome.Unknown => "Unknown",
        Outcome.NotApplicable => "Not applicable",
        _ => "Error",
    };

    public static string Percent(double? percent) =>
        percent is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value:0.0} %") : "n/a";

    public static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    public static string Points(AuditReport report) => report.Score.Attested == 0
        ? $"{report.Score.Points} of {report.Score.Applicable} applicable checks"
        : $"{report.Score.Points} of {report.Score.Applicable} applicable checks · {report.Score.Verified} verified, {report.Score.Attested} attested";

    public static string Coverage(AuditReport report) =>
        $"Coverage {Percent(report.Score.CoveragePercent)} (decided of applicable) · strict {Percent(report.Score.StrictPercent)} (of all {report.Score.Maximum})";

    public static string Observation(AuditReport report) => string.Create(
        CultureInfo.InvariantCulture,
        $"{report.Window.Requests:#,0} requests in {Units.Duration(TimeSpan.FromSeconds(report.Window.UptimeSeconds))}, {report.Window.RequestsPerSecond:0.#} a second in the last {Units.Duration(TimeSpan.FromSeconds(report.Window.Seconds))}");

    public static string Service(AuditReport report) => string.Join(" · ", new[]
    {
        report.Service.Name,
        report.Service.Version,
        report.Service.Commit is { Length: > 12 } commit ? commit[..12] : report.Service.Commit,
        report.Service.Environment,
        report.Service.Instance,
    }.Where(static part => !string.IsNullOrEmpty(part)));

    public static string Clears(Scoring.ActionItem action) => action.Clears.Count > 1
        ? $"Likely to bring {action.Points} points: {string.Join(", ", action.Clears)}."
        : "Brings 1 point.";

    /// <summary>What was seen and why, as one text.</summary>
    public static string Finding(CheckResult check) => string.Join(' ', new[]
    {
        check.Observed,
        check.Reason,
        check.Exempted > 0 ? $"{Units.Count(check.Exempted, "subject")} exempted." : null,
    }.Where(static part => !string.IsNullOrEmpty(part)));

    /// <summary>The threshold, and what the host put in its place.</summary>
    public static string Threshold(CheckResult check) =>
        check.Override is { } change ? $"{check.Threshold} (limit overridden: {Change(change)})" : check.Threshold;

    /// <summary>A limit that the host changed.</summary>
    public static string Change(LimitOverride change) =>
        $"{Figure(change.Limit, change.Unit)} instead of {Figure(change.Default, change.Unit)}, {(change.Looser ? "looser than the checklist" : change.Limit == change.Default ? "as the checklist" : "stricter")}";

    /// <summary>What an exemption does.</summary>
    public static string Term(AppliedExemption exemption) =>
        exemption.Expired ? $"expired on {Date(exemption.Expires)} and leaves out nothing any more; renew or remove it"
        : exemption.Matched == 0 ? $"until {Date(exemption.Expires)}, matched 0 subjects: nothing of that name was seen"
        : $"until {Date(exemption.Expires)}, matched {Units.Count(exemption.Matched, "subject")}";

    /// <summary>That an exemption has ended, in the words of an attestation that has.</summary>
    public static string Expired(Exemption exemption) =>
        $"The exemption of {exemption.Kind} {exemption.Subject} expired on {Date(exemption.Expires)}. Renew or remove it.";

    private static string Figure(double value, LimitUnit unit) => unit switch
    {
        LimitUnit.Milliseconds => Units.Milliseconds(value),
        LimitUnit.Seconds => Units.Duration(TimeSpan.FromSeconds(value)),
        LimitUnit.Ratio => Units.Percent(value),
        LimitUnit.Bytes => Units.Bytes(value),
        LimitUnit.Days => Units.Number(value) + (value == 1 ? " day" : " days"),
        _ => Units.Number(value),
    };
}
