using System.Globalization;
using System.Text.Encodings.Web;
using HealthKit.Checks;

namespace HealthKit.Reporting;

/// <summary>Reports as one self-contained HTML file: no script, no address outside the file.</summary>
public static class ReportHtml
{
    /// <summary>Writes a report.</summary>
    public static void Write(AuditReport report, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        writer.Write($"<title>{ReportWords.Percent(report.Score.Percent)} · {Text(report.Service.Name)} · health audit</title>\n<style>\n");
        writer.Write(ReportStyle.Css);
        writer.Write("</style>\n</head>\n<body>\n");
        WriteHead(report, writer);
        WriteActions(report, writer);
        WriteSections(report, writer);
        if (report.Checks.Count > 0)
        {
            WriteFilter(report, writer);
        }

        foreach (var section in report.Sections.Where(_ => report.Checks.Count > 0))
        {
            writer.Write($"<section id=\"s{section.Number}\">\n<h2>{section.Number}. {Text(section.Name)} <small>{section.Points}/{section.Applicable}</small></h2>\n");
            WriteChecks(report.Checks.Where(check => check.Section == section.Number), writer);
            writer.Write("</section>\n");
        }

        if (report.CustomChecks.Count > 0)
        {
            writer.Write("<section id=\"own\">\n<h2>The service's own checks <small>scored apart</small></h2>\n");
            WriteChecks(report.CustomChecks, writer);
            writer.Write("</section>\n");
        }

        WriteDecisions(report, writer);
        writer.Write("</body>\n</html>\n");
    }

    private static void WriteHead(AuditReport report, TextWriter writer)
    {
        var score = report.Score;
        var tone = score.Provisional ? "unknown" : score.Percent switch { >= 90 => "pass", >= 70 => "warn", _ => "fail" };
        writer.Write("<header>\n");
        writer.Write($"<div class=\"score {tone}\"><svg viewBox=\"0 0 100 100\" aria-hidden=\"true\"><circle cx=\"50\" cy=\"50\" r=\"45\"/><circle cx=\"50\" cy=\"50\" r=\"45\" pathLength=\"100\" stroke-dasharray=\"{(score.Percent ?? 0).ToString("0.0", CultureInfo.InvariantCulture)} 100\"/></svg><b>{(score.Percent is { } percent ? percent.ToString("0.0", CultureInfo.InvariantCulture) : "n/a")}</b><span>of 100</span></div>\n<div>\n");
        writer.Write($"<h1>{Text(report.Service.Name)}</h1>\n<p class=\"band\">{Text(score.Band)}</p>\n");
        writer.Write($"<p>{Text(ReportWords.Points(report))}<br>{Text(ReportWords.Coverage(report))}<br>{Text(ReportWords.Observation(report))}</p>\n");
        writer.Write($"<p class=\"quiet\">{Text(ReportWords.Service(report))}<br>Team {Text(report.Audit.Team ?? "not configured")} · Reviewer {Text(report.Audit.Reviewer ?? "not configured")} · {ReportWords.Moment(report.GeneratedAt)}</p>\n");
        writer.Write("</div>\n</header>\n");
    }

    private static void WriteActions(AuditReport report, TextWriter writer)
    {
        if (report.Checks.Count == 0)
        {
            writer.Write($"<p>{ReportWords.Withheld}</p>\n");
            return;
        }

        writer.Write("<section>\n<h2>Do first</h2>\n");
        if (report.Actions.Count == 0)
        {
            writer.Write("<p>Nothing: no check fails or warns.</p>\n</section>\n");
            return;
        }

        writer.Write("<ol class=\"actions\">\n");
        foreach (var action in report.Actions)
        {
            writer.Write($"<li><a href=\"#c{Text(action.Id)}\">{Text(action.Id)}</a> {Text(action.Why)}<pre>{Text(action.Remedy)}</pre><span class=\"quiet\">{Text(ReportWords.Clears(action))}</span></li>\n");
        }

        writer.Write("</ol>\n</section>\n");
    }

    private static void WriteSections(AuditReport report, TextWriter writer)
    {
        writer.Write("<section>\n<h2>Score</h2>\n<table class=\"sections\">\n<thead><tr><th>Section</th><th>Score</th><th>Max</th><th>%</th><th></th></tr></thead>\n<tbody>\n");
        foreach (var section in report.Sections)
        {
            var excluded = section.Maximum - section.Applicable;
            writer.Write($"<tr><td><a href=\"#s{section.Number}\">{section.Number}. {Text(section.Name)}</a></td><td>{section.Points}</td><td>{section.Applicable}{(excluded > 0 ? $" <small>({excluded} n/a)</small>" : "")}</td><td>{ReportWords.Percent(section.Percent)}</td><td><meter min=\"0\" max=\"100\" value=\"{(section.Percent ?? 0).ToString("0.0", CultureInfo.InvariantCulture)}\"></meter></td></tr>\n");
        }

        writer.Write($"</tbody>\n<tfoot><tr><td>TOTAL</td><td>{report.Score.Points}</td><td>{report.Score.Applicable}</td><td>{ReportWords.Percent(report.Score.Percent)}</td><td></td></tr></tfoot>\n</table>\n</section>\n");
    }

    private static void WriteFilter(AuditReport report, TextWriter writer)
    {
        writer.Write("<fieldset class=\"filter\"><legend>Checks</legend>\n");
        writer.Write($"<label><input type=\"radio\" name=\"show\" id=\"show-all\" checked>All {report.Checks.Count}</label>\n");
        foreach (var outcome in Enum.GetValues<Outcome>())
        {
            var count = report.Checks.Count(check => check.Outcome == outcome);
            if (count > 0)
            {
                writer.Write($"<label class=\"{Tone(outcome)}\"><input type=\"radio\" name=\"show\" id=\"show-{Tone(outcome)}\">{ReportWords.Of(outcome)} {count}</label>\n");
            }
        }

        writer.Write("</fieldset>\n");
    }

    private static void WriteChecks(IEnumerable<CheckResult> checks, TextWriter writer)
    {
        foreach (var check in checks)
        {
            writer.Write($"<article id=\"c{Text(check.Id)}\" class=\"{Tone(check.Outcome)}\">\n<h3><span class=\"badge\">{ReportWords.Of(check.Outcome)}</span> {Text(check.Id)} {Text(check.Title)}</h3>\n");
            writer.Write($"<p>{Text(ReportWords.Finding(check))}</p>\n");
            writer.Write($"<p class=\"quiet\">Threshold {Text(ReportWords.Threshold(check))}{Source(check)}{(check.ObservedAt is { } at ? $" · observed {ReportWords.Moment(at)}" : "")}</p>\n");
            WriteOffenders(check, writer);
            if (check.Remedy is not null)
            {
                writer.Write($"<details{(check.Outcome is Outcome.Fail ? " open" : "")}><summary>What to do</summary><pre>{Text(check.Remedy)}</pre></details>\n");
            }

            writer.Write("</article>\n");
        }
    }

    private static void WriteOffenders(CheckResult check, TextWriter writer)
    {
        if (check.Offenders.Count == 0)
        {
            return;
        }

        writer.Write($"<details{(check.Outcome is Outcome.Fail ? " open" : "")}><summary>{check.OffenderCount} named</summary>\n<table>\n");
        foreach (var offender in check.Offenders)
        {
            writer.Write($"<tr><td><code>{Text(offender.Subject)}</code></td><td>{Text(offender.Observed)}</td></tr>\n");
        }

        if (check.OffenderCount > check.Offenders.Count)
        {
            writer.Write($"<tr><td colspan=\"2\">and {check.OffenderCount - check.Offenders.Count} more</td></tr>\n");
        }

        writer.Write("</table></details>\n");
    }

    private static void WriteDecisions(AuditReport report, TextWriter writer)
    {
        if (report.Overrides.Count + report.Exemptions.Count + report.Attestations.Count == 0)
        {
            return;
        }

        writer.Write("<section>\n<h2>What the host decided</h2>\n<ul>\n");
        foreach (var change in report.Overrides)
        {
            writer.Write($"<li>Limit of {Text(change.Check)}: {Text(ReportWords.Change(change))}</li>\n");
        }

        foreach (var exemption in report.Exemptions)
        {
            writer.Write($"<li>{Text(exemption.Check)} leaves out {exemption.Kind} <code>{Text(exemption.Subject)}</code> ({Text(ReportWords.Term(exemption))}): {Text(exemption.Reason)}</li>\n");
        }

        foreach (var attestation in report.Attestations)
        {
            writer.Write($"<li>{Text(attestation.Check)} attested: {Text(Attestation.AttestationOverlay.Describe(attestation, report.Audit.Date))}</li>\n");
        }

        writer.Write("</ul>\n</section>\n");
    }

    private static string Source(CheckResult check) =>
        (check.Source is VerdictSource.None ? "" : $" · {Text(check.Source.ToString().ToLowerInvariant())}")
        + (check.Samples is { } samples ? string.Create(CultureInfo.InvariantCulture, $" · {samples:#,0} samples") : "");

    private static string Tone(Outcome outcome) => outcome switch
    {
        Outcome.Pass => "pass",
        Outcome.Warn => "warn",
        Outcome.Fail => "fail",
        Outcome.Unknown => "unknown",
        Outcome.NotApplicable => "na",
        _ => "error",
    };

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);
}
