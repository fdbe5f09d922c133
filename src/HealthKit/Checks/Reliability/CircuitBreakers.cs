using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    private static readonly TimeSpan LongestBreakerWindow = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ShortestBreak = TimeSpan.FromSeconds(5);

    public static readonly Check CircuitBreakers = new()
    {
        Id = "7.1",
        Section = Section.Reliability,
        Title = "Every outbound call goes through a circuit breaker",
        Threshold = "100 % of external calls",
        Severity = Severity.High,
        Remedy = """
            Send every outbound call through a breaker (package Microsoft.Extensions.Http.Resilience), and take clients that are built with new HttpClient() from IHttpClientFactory:
                builder.Services.ConfigureHttpClientDefaults(client => client.AddStandardResilienceHandler());
            """,
        AppliesTo = Absences.OutboundHttp,
        Attestable = true,
        Clears = ["7.2", "7.3", "1.5"],
        Judge = Judge.From<OutboundHttpEvidence>(static (http, _) =>
        {
            var used = http.Clients.Where(static client => client.Calls > 0).OrderByDescending(static client => client.Calls).ToList();
            var open = used.FindAll(static client => client.Breaker is null);
            // Probes take a destination out that is down, whatever the calls to it say.
            var probed = open.FindAll(static client => client is { PipelineReadable: true, Forwarding: { ProbesDestinations: true, Panics: false } });
            var bare = open.FindAll(static client => !client.IsRaw && client.PipelineReadable).Except(probed).ToList();
            var raw = open.FindAll(static client => client.IsRaw);
            var lax = used.FindAll(static client => client.Breaker is { } breaker && !IsTight(breaker));
            var laxOffenders = lax.ConvertAll(static client => new Offender(OutboundGuard.Hosts(client), client.Breaker!.CountsFailures ? $"{Settings(client.Breaker)} (limit 80 %, 60 s, 200 calls, break of 5 s or more)" : "has a circuit breaker that counts neither error answers nor unreachable hosts, so that it never opens"))
                .Concat(probed.Select(static client => new Offender(OutboundGuard.Hosts(client), "destinations are taken out by active health checks alone, whatever the calls to them say", OutboundGuard.BreakerRemedy(client)))).ToList();
            if (bare.Count + raw.Count > 0)
            {
                return OutboundGuard.Uncovered(
                    bare.ConvertAll(static client => new Offender(OutboundGuard.Hosts(client), $"no circuit breaker over {Units.Count(client.Calls, "call")}", OutboundGuard.BreakerRemedy(client))),
                    raw.ConvertAll(static client => new Offender(OutboundGuard.Hosts(client), $"{Units.Count(client.Calls, "call")} by a client outside IHttpClientFactory: no circuit breaker found", "Take the client from IHttpClientFactory.")),
                    laxOffenders,
                    http.Calls);
            }

            if (laxOffenders.Count > 0)
            {
                return Verdict.Warn(VerdictSource.Inspected, $"{laxOffenders[0].Subject}: {laxOffenders[0].Observed}; the guidance is 50 % of 20 calls in 10 s, and a break of 30 s.", laxOffenders, http.Calls);
            }

            return OutboundGuard.TooFew(http) ?? (open.Count > 0
                ? OutboundGuard.Blind(open[0])
                : Verdict.Pass(VerdictSource.Inspected, $"{Units.Count(used.Count, "client")} with {Units.Count(used.Sum(static client => client.Calls), "call")}, all behind a circuit breaker: {string.Join("; ", used.Select(static client => $"{client.Name} {Settings(client.Breaker!)}"))} (guidance 50 %, 10 s, 20 calls, 30 s).", http.Calls));

            static bool IsTight(CircuitBreakerEvidence breaker) =>
                breaker is { CountsFailures: true, FailureRatio: > 0 and <= 0.8, MinimumThroughput: <= 200 } && breaker.SamplingWindow <= LongestBreakerWindow && breaker.BreakDuration >= ShortestBreak;

            static string Settings(CircuitBreakerEvidence breaker) =>
                $"opens at {Units.Percent(breaker.FailureRatio)} of {Units.Count(breaker.MinimumThroughput, "call")} in {Units.Duration(breaker.SamplingWindow)}, for {Units.Duration(breaker.BreakDuration)}";
        }),
    };
}
