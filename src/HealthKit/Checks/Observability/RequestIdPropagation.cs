using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    private const long CallsToRefutePropagation = 20;

    public static readonly Check RequestIdPropagation = new()
    {
        Id = "5.4",
        Section = Section.Observability,
        Title = "A request's id goes with every call and log line it causes",
        Threshold = "100 % of requests",
        Severity = Severity.Medium,
        Remedy = """
            Remove what switches propagation off on the client named above (ActivityHeadersPropagator = null, a suppressed DistributedContextPropagator), and put the trace id into the log's scope:
                builder.Logging.Configure(logging => logging.ActivityTrackingOptions = ActivityTrackingOptions.TraceId);
            """,
        Limit = new CheckLimit { Default = 1, Unit = LimitUnit.Ratio, Minimum = 0.5, Maximum = 1, LowerIsStricter = false, Warn = 0.95, MinimumSamples = 100 },
        Clears = ["5.1"],
        Judge = Judge.From<CorrelationEvidence>(static (correlation, limits) =>
        {
            var calls = correlation.Clients.Sum(static client => client.Calls);
            if (correlation.OutboundCalls is null)
            {
                return Verdict.Blind("Outbound calls cannot be counted, so that calls without the request's id would go unseen.");
            }

            if (correlation.OutboundCalls > 0 && calls == 0)
            {
                return Verdict.TooFew(VerdictSource.Measured, $"{Units.Count(correlation.OutboundCalls.Value, "outbound call")}, none of them by a client that is judged.", "Lift an exemption, or wait for calls of other clients.", 0);
            }

            var (word, words, total, withId) = calls > 0
                ? ("outbound call", "outbound calls", calls, correlation.Clients.Sum(static client => client.CallsWithTraceId))
                : ("log scope of a request", "log scopes of requests", correlation.ScopesExamined, correlation.ScopesWithId);
            var share = total > 0 ? (double)withId / total : 0;
            var observed = $"{Units.Number(withId)} of {Units.Count(total, word, words)} carried the request's id (limit {Units.Percent(limits.Limit)}){(correlation.EchoesId switch { true => "; responses carry it back", false => "; responses do not carry it back", _ => "" })}";
            if (total >= CallsToRefutePropagation && share < limits.Limit)
            {
                var offenders = correlation.Clients.Where(static client => client.CallsWithTraceId < client.Calls).OrderByDescending(static client => client.Calls - client.CallsWithTraceId).Select(static client => new Offender(client.Client, $"{Units.Count(client.Calls - client.CallsWithTraceId, "call")} of {Units.Number(client.Calls)} without the request's id (limit 0)")).ToList();
                return share < limits.Warn
                    ? Verdict.Fail(VerdictSource.Measured, $"{observed}.", offenders, total)
                    : Verdict.Warn(VerdictSource.Measured, $"{observed}.", offenders, total);
            }

            // That nobody is called shows after as many requests as elsewhere: a client may be seldom used.
            var needed = calls > 0 ? limits.MinimumSamples : Absences.EnoughRequests;
            return total < needed
                ? Verdict.TooFew(VerdictSource.Measured, $"{observed}.", $"{Units.Count(needed - total, "more " + word, "more " + words)} needed.", total)
                : Verdict.Pass(VerdictSource.Measured, $"{(calls > 0 ? "" : "No outbound call was made; ")}{observed}.", total);
        }),
    };
}
