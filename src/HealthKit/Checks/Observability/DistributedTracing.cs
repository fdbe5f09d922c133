using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    private const long RequestsToTrace = 100;

    // A ratio of one in a thousand records none of 10,000 requests once in 20,000 times.
    private const long RequestsToMissARecording = 10_000;

    public static readonly Check DistributedTracing = new()
    {
        Id = "5.1",
        Section = Section.Observability,
        Title = "Every service boundary in use is traced, and the traces arrive",
        Threshold = "100 % of service boundaries",
        Severity = Severity.Medium,
        Remedy = """
            Add the instrumentation that is missing (packages OpenTelemetry.Extensions.Hosting, OpenTelemetry.Instrumentation.AspNetCore, OpenTelemetry.Instrumentation.Http, OpenTelemetry.Exporter.OpenTelemetryProtocol):
                using OpenTelemetry.Trace;
                builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing
                    .AddAspNetCoreInstrumentation()
                    .AddHttpClientInstrumentation()
                    .AddSource("Npgsql")
                    .AddOtlpExporter());
            """,
        Attestable = true,
        Clears = ["5.4"],
        Judge = Judge.From<TracingEvidence>(static (tracing, _) =>
        {
            var used = tracing.Boundaries.Where(static boundary => boundary.Crossings > 0).OrderByDescending(static boundary => boundary.Crossings).ToList();
            var dark = used.FindAll(static boundary => boundary.ActivitySource is not null && boundary.IsTraced is false);
            if (dark.Count > 0)
            {
                if (tracing.UnseenTracer is { } agent)
                {
                    return Verdict.Blind($"{dark[0].Name} is not traced by any listener, but {agent} is loaded and may trace it in its own way, which cannot be seen.");
                }

                var offenders = dark.ConvertAll(static boundary => new Offender(boundary.Name, boundary.HasForeignListener is true
                    ? $"somebody listens to {boundary.ActivitySource} and recorded none of {Units.Count(boundary.Watched ?? boundary.Crossings, "crossing")} that belong to a trace"
                    : $"nobody listens to {boundary.ActivitySource}, over {Units.Count(boundary.Crossings, "crossing")}"));
                var observed = $"{dark.Count} of {Units.Count(used.Count, "boundary", "boundaries")} in use {(dark.Count == 1 ? "is" : "are")} not traced; {offenders[0].Subject}: {offenders[0].Observed}.";
                return used.Exists(static boundary => boundary.IsTraced is true)
                    ? Verdict.Warn(VerdictSource.Measured, observed, offenders, tracing.Requests)
                    : Verdict.Fail(VerdictSource.Measured, observed, offenders, tracing.Requests).AsNotFound();
            }

            var failing = tracing.Exporters.Where(static exporter => exporter.Failures > 0).OrderByDescending(static exporter => exporter.Failures).ToList();
            if (failing.Count > 0)
            {
                var offenders = failing.ConvertAll(static exporter => new Offender(exporter.Name, $"{exporter.Failures} of {Units.Count(exporter.Failures + exporter.Deliveries, "export")} failed in 15 minutes (limit 0)", $"Start the collector behind {exporter.Name}, or correct OTEL_EXPORTER_OTLP_ENDPOINT."));
                var observed = $"{offenders[0].Subject}: {offenders[0].Observed}.";
                return failing.Exists(static exporter => exporter.Deliveries == 0)
                    ? Verdict.Fail(VerdictSource.Measured, observed, offenders, tracing.Requests)
                    : Verdict.Warn(VerdictSource.Measured, observed, offenders, tracing.Requests);
            }

            // What callers decline is the callers' decision: a sampler that follows them is right.
            var free = tracing.Requests - tracing.RequestsDeclinedByCallers;
            if (tracing.RecordedRequests == 0 && free >= RequestsToMissARecording)
            {
                return Verdict.Warn(VerdictSource.Measured, $"A listener is there, but no sampler recorded any of {Units.Count(free, "request")}.", samples: tracing.Requests);
            }

            var sourceless = used.Find(static boundary => boundary.ActivitySource is null);
            var undecided = used.Find(static boundary => boundary is { ActivitySource: not null, IsTraced: null });
            // A lack of samples outweighs blindness: nobody's statement replaces it.
            return used.Count == 0 || tracing.Requests < RequestsToTrace || tracing.RecordedRequests == 0 || undecided is not null
                    ? Verdict.TooFew(VerdictSource.Measured, $"{tracing.RecordedRequests} of {Units.Count(tracing.Requests, "request")} recorded{(tracing.RequestsDeclinedByCallers == 0 ? "" : $", {tracing.RequestsDeclinedByCallers} came with a trace that the caller does not record")}{(undecided is null ? "" : $"; whether {undecided.Name} is traced is not known yet")}.", $"{RequestsToTrace} requests, one of them recorded, and 20 crossings of each boundary in recorded requests are needed.", tracing.Requests)
                : sourceless is not null ? Verdict.Blind($"None of the calls to {sourceless.Name} was seen in a trace, and its driver has no activity source of its own: whether they appear in traces cannot be seen.")
                : BlindSpotWords.First(tracing.BlindSpots) is { } unseen ? Verdict.Blind(unseen)
                : tracing.Exporters.All(static exporter => exporter.Deliveries == 0) ? Verdict.Blind("No export of traces over HTTP or gRPC was seen in the last 15 minutes: whether they leave the process is not known. An exporter that writes to the console, to a file or to UDP makes no calls.")
                : Verdict.Pass(VerdictSource.Measured, $"Traced: {string.Join(", ", used.Select(static boundary => boundary.Name))}. {Units.Percent((double)tracing.RecordedRequests / tracing.Requests)} of {Units.Count(tracing.Requests, "request")} recorded; {string.Join(", ", tracing.Exporters.Where(static exporter => exporter.Deliveries > 0).Select(static exporter => exporter.Name))} took {Units.Count(tracing.Exporters.Sum(static exporter => exporter.Deliveries), "export")}.", tracing.Requests);
        }),
    };
}
