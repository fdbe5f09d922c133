using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    private const string WatchFromTheStart = "Standard output was not watched from the start: call AddHealthAudit() before the first logger is built.";

    public static readonly Check StructuredLogging = new()
    {
        Id = "5.3",
        Section = Section.Observability,
        Title = "Every log line is a JSON object",
        Threshold = "100 % of log lines",
        Severity = Severity.Medium,
        Remedy = """
            Replace Console.WriteLine by a logger, and write what is logged as JSON:
                builder.Logging.ClearProviders().AddJsonConsole();
            """,
        Limit = new CheckLimit { Default = 1, Unit = LimitUnit.Ratio, Minimum = 0.5, Maximum = 1, LowerIsStricter = false, Warn = 0.95, MinimumSamples = 200 },
        Judge = Judge.From<LoggingEvidence>(static (log, limits) =>
        {
            // Records that go to a structured exporter only are structured by construction; where lines are seen as well, they may be the same records and decide alone.
            var byLines = log.Lines >= limits.MinimumSamples;
            var (total, structured) = byLines ? (log.Lines, log.StructuredLines) : (log.Lines + log.ExportedRecords, log.StructuredLines + log.ExportedRecords);
            if (total < limits.MinimumSamples || (!byLines && !log.OutputWatched))
            {
                return !log.OutputWatched
                    ? Verdict.Blind(WatchFromTheStart)
                    : BlindSpotWords.First(log.BlindSpots) is { } hidden
                        ? Verdict.Blind(hidden)
                        : Verdict.TooFew(VerdictSource.Measured, $"{structured} of {Units.Count(total, "sampled log line")} structured.", $"{Units.Count(limits.MinimumSamples - total, "more line")} needed.", total);
            }

            var share = (double)structured / total;
            var observed = $"{Units.Percent(share)} of {Units.Count(total, byLines ? "sampled log line" : "sampled log record")} structured (limit {Units.Percent(limits.Limit)})";
            if (share < limits.Limit)
            {
                var offenders = log.Unstructured.OrderByDescending(static output => output.Lines).Select(static output => new Offender(output.Shape, $"{Units.Count(output.Lines, "sampled line")} (limit 0)", Structured(output.Shape))).ToList();
                var text = $"{observed}{(offenders.Count == 0 ? "" : $"; most others are {offenders[0].Subject}")}.";
                return share < limits.Warn
                    ? Verdict.Fail(VerdictSource.Measured, text, offenders, total)
                    : Verdict.Warn(VerdictSource.Measured, text, offenders, total);
            }

            return BlindSpotWords.First(log.BlindSpots) is { } unseen ? Verdict.Blind(unseen)
                : !log.OutputWatched ? Verdict.Blind(WatchFromTheStart)
                : Verdict.Pass(VerdictSource.Measured, $"{observed}{(byLines ? "" : $", {Units.Number(log.ExportedRecords)} of them handed to an exporter")}.", total);
        }),
    };

    private static string? Structured(string shape) => shape switch
    {
        "simple console formatter" => "Call builder.Logging.ClearProviders().AddJsonConsole();",
        "free text" => "Replace Console.WriteLine by a logger, or give the logging library that writes these lines a JSON format.",
        _ => null,
    };
}
