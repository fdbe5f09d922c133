namespace HealthKit.Checks;

/// <summary>One verdict of many findings: a counter-example decides, then what is not known; only if all hold is it a pass.</summary>
internal static class Findings
{
    private const int Shown = 3;

    /// <summary>The worst finding's outcome. No finding at all is unknown.</summary>
    /// <param name="source">Where the findings come from.</param>
    /// <param name="noun">What was looked at, in the plural, for the case that there was none.</param>
    /// <param name="findings">The findings; within an outcome the worst first.</param>
    /// <param name="samples">How many samples stand behind them; null where nothing was counted.</param>
    public static Verdict Worst(VerdictSource source, string noun, IEnumerable<Finding> findings, long? samples = null)
    {
        var by = findings.ToLookup(static finding => finding.Outcome);
        List<Finding> unmet = [.. by[Outcome.Fail], .. by[Outcome.Warn]];
        List<Finding> unknown = [.. by[Outcome.Unknown]];
        List<Finding> met = [.. by[Outcome.Pass]];
        if (unmet.Count > 0)
        {
            return new Verdict
            {
                Outcome = unmet[0].Outcome,
                Source = source,
                Observed = Text(unmet),
                Reason = unknown.Count > 0 ? $"Not known besides: {Text(unknown)}" : null,
                Doubt = unmet.Exists(static finding => finding.Doubt is Doubt.Refuted) ? Doubt.Refuted : Doubt.NotFound,
                Offenders = Offenders([.. unmet, .. unknown]),
                Remedy = Remedies(unmet),
                Samples = samples,
            };
        }

        if (unknown.Count == 0 && met.Count > 0)
        {
            return Verdict.Pass(source, Text(met), samples);
        }

        // Nobody's statement replaces a lack of samples, so it outweighs blindness.
        var tooFew = unknown.Exists(static finding => finding.Doubt is Doubt.TooFewSamples);
        return new Verdict
        {
            Outcome = Outcome.Unknown,
            Source = tooFew ? source : VerdictSource.None,
            Observed = Text(met),
            Reason = unknown.Count > 0 ? Text(unknown) : $"No {noun} were seen.",
            Doubt = tooFew ? Doubt.TooFewSamples : Doubt.Blind,
            Offenders = Offenders(unknown),
            Remedy = Remedies(unknown),
            Samples = samples,
        };
    }

    private static string Text(List<Finding> findings)
    {
        var shown = string.Join("; ", findings.Take(Shown));
        return findings.Count > Shown ? $"{shown.TrimEnd('.')}; and {Units.Number(findings.Count - Shown)} more."
            : shown.Length == 0 || shown.EndsWith('.') ? shown : $"{shown}.";
    }

    private static List<Offender> Offenders(IEnumerable<Finding> findings) =>
        [.. findings.Where(static finding => finding.Subject.Length > 0).Select(static finding => new Offender(finding.Subject, finding.Observed, finding.Remedy))];

    private static string? Remedies(IEnumerable<Finding> findings)
    {
        var remedies = string.Join('\n', findings.Select(static finding => finding.Remedy).OfType<string>().Distinct(StringComparer.Ordinal).Take(5));
        return remedies.Length == 0 ? null : remedies;
    }
}
