namespace HealthKit.Reporting;

/// <summary>Reports as Markdown, beginning with the checklist's own summary.</summary>
public static class ReportMarkdown
{
    /// <summary>Writes a report.</summary>
    public static void Write(AuditReport report, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(writer);
        WriteSummary(report, writer);
        foreach (var section in report.Sections)
        {
            writer.Write($"\n## {section.Number}. {section.Name}: {section.Points}/{section.Applicable} applicable\n\n");
            WriteChecks(report.Checks.Where(check => check.Section == section.Number), writer);
        }

        if (report.CustomChecks.Count > 0)
        {
            writer.Write("\n## The service's own checks (scored apart)\n\n");
            WriteChecks(report.CustomChecks, writer);
        }

        WriteDecisions(report, writer);
    }

    /// <summary>Writes the score summary of the checklist: head, sections, total, band and the first three actions.</summary>
    public static void WriteSummary(AuditReport report, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write($"# Health audit: {Text(report.Service.Name)}\n\n");
        writer.Write($"Team: {Text(report.Audit.Team ?? "(not configured)")} · Reviewer: {Text(report.Audit.Reviewer ?? "(not configured)")} · Date: {ReportWords.Date(report.Audit.Date)}  \n");
        writer.Write($"{Text(ReportWords.Service(report))}  \n");
        writer.Write($"{ReportWords.Observation(report)}\n\n");
        writer.Write("| Section | Score | Max | % |\n|---|---:|---:|---:|\n");
        foreach (var section in report.Sections)
        {
            var excluded = section.Maximum - section.Applicable;
            var maximum = excluded == 0 ? $"{section.Maximum}" : $"{section.Applicable} ({excluded} n/a)";
            writer.Write($"| {section.Number}. {section.Name} | {section.Points} | {maximum} | {ReportWords.Percent(section.Percent)} |\n");
        }

        writer.Write($"| **TOTAL** | **{report.Score.Points}** | **{report.Score.Applicable}** | **{ReportWords.Percent(report.Score.Percent)}** |\n\n");
        writer.Write($"**{report.Score.Band}** · {ReportWords.Points(report)}  \n{ReportWords.Coverage(report)}\n\n");
        if (report.Checks.Count == 0)
        {
            writer.Write($"{ReportWords.Withheld}\n");
            return;
        }

        writer.Write("### Top actions\n\n");
        var number = 1;
        foreach (var action in report.Actions)
        {
            writer.Write($"{number++}. **{action.Id}** {Text(action.Why)}\n\n{Fenced(action.Remedy, "   ")}\n   {ReportWords.Clears(action)}\n");
        }

        if (report.Actions.Count == 0)
        {
            writer.Write("None: no check fails or warns.\n");
        }
    }

    private static void WriteChecks(IEnumerable<CheckResult> checks, TextWriter writer)
    {
        writer.Write("| Check | Outcome | Source | Threshold | Observed |\n|---|---|---|---|---|\n");
        var withDetails = new List<CheckResult>();
        foreach (var check in checks)
        {
            writer.Write($"| {check.Id} {Cell(check.Title)} | {ReportWords.Of(check.Outcome)} | {check.Source} | {Cell(ReportWords.Threshold(check))} | {Cell(ReportWords.Finding(check))} |\n");
            if (check.Remedy is not null && (check.Offenders.Count > 0 || check.Outcome is Checks.Outcome.Fail or Checks.Outcome.Warn))
            {
                withDetails.Add(check);
            }
        }

        foreach (var check in withDetails)
        {
            writer.Write($"\n**{check.Id}**\n\n");
            foreach (var offender in check.Offenders)
            {
                writer.Write($"- {Text(offender.Subject)}: {Text(offender.Observed)}\n");
            }

            if (check.OffenderCount > check.Offenders.Count)
            {
                writer.Write($"- and {check.OffenderCount - check.Offenders.Count} more\n");
            }

            writer.Write($"\n{Fenced(check.Remedy!, "")}");
        }
    }

    private static void WriteDecisions(AuditReport report, TextWriter writer)
    {
        if (report.Overrides.Count + report.Exemptions.Count + report.Attestations.Count == 0)
        {
            return;
        }

        writer.Write("\n## What the host decided\n\n");
        foreach (var change in report.Overrides)
        {
            writer.Write($"- Limit of {change.Check}: {ReportWords.Change(change)}\n");
        }

        foreach (var exemption in report.Exemptions)
        {
            writer.Write($"- {exemption.Check} leaves out {exemption.Kind} {Text(exemption.Subject)} ({ReportWords.Term(exemption)}): {Text(exemption.Reason)}\n");
        }

        foreach (var attestation in report.Attestations)
        {
            writer.Write($"- {attestation.Check} attested: {Text(Attestation.AttestationOverlay.Describe(attestation, report.Audit.Date))}\n");
        }
    }

    // What is to be pasted keeps its lines; a line that stood further left than the fence would end it.
    private static string Fenced(string text, string indent)
    {
        var lines = text.Replace("```", "'''", StringComparison.Ordinal).ReplaceLineEndings("\n").Replace("\n", $"\n{indent}", StringComparison.Ordinal);
        return $"{indent}```text\n{indent}{lines}\n{indent}```\n";
    }

    private static string Cell(string text) => Text(text).Replace("|", "\\|", StringComparison.Ordinal);

    private static string Text(string text) => text
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .ReplaceLineEndings(" ");
}
