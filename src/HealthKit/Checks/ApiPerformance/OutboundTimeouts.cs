using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    public static readonly Check OutboundTimeouts = new()
    {
        Id = "1.5",
        Section = Section.ApiPerformance,
        Title = "Every outbound HTTP call has an explicit timeout",
        Threshold = "100 % coverage",
        Severity = Severity.Critical,
        Remedy = """
            Set a timeout on every client, builder.Services.AddHttpClient("name", client => client.Timeout = TimeSpan.FromSeconds(5)), or on all of them together with retries and a breaker (package Microsoft.Extensions.Http.Resilience):
                builder.Services.ConfigureHttpClientDefaults(client => client.AddStandardResilienceHandler());
            """,
        Attestable = true,
        AppliesTo = Absences.OutboundHttp,
        Clears = ["7.3"],
        Judge = Judge.From<OutboundHttpEvidence>(static (outbound, _) => Findings.Worst(
            VerdictSource.Inspected,
            "HTTP clients",
            [.. outbound.Clients.OrderByDescending(static client => client.Calls).Select(OutboundTimeout), .. TooFewCalls(outbound)],
            outbound.Calls)),
    };

    private static Finding OutboundTimeout(OutboundClientEvidence client)
    {
        var calls = Units.Count(client.Calls, "call");
        return client.TimeoutSetting switch
        {
            TimeoutSetting.Infinite => Finding.Fail(client.Name, $"no timeout, {calls}", Forwarded(client)),
            // A client that was registered and never called bounds no call yet; the library names one like that by itself.
            not TimeoutSetting.Explicit when client.Calls == 0 => Finding.Pass(client.Name, "not called"),
            TimeoutSetting.Default => Finding.Warn(client.Name, $"{Timeout(client)} by default, {calls}", Forwarded(client)),
            TimeoutSetting.Explicit => Finding.Pass(client.Name, $"{Timeout(client)}, {calls}"),
            _ when client.IsRaw => Finding.Warn(
                client.Name,
                $"{calls} to {string.Join(", ", client.Hosts)} outside IHttpClientFactory, whose timeout cannot be read",
                $"Create the client for {string.Join(", ", client.Hosts)} with IHttpClientFactory and set its Timeout.").AsNotFound(),
            _ => Finding.Blind(client.Name, $"its timeout cannot be read, {calls}{(client.Unreadable is { } reason ? $". {reason}" : "")}"),
        };
    }

    // The check's own remedy is for clients of the factory.
    private static string? Forwarded(OutboundClientEvidence client) => client.Forwarding is null ? null : OutboundGuard.TimeoutRemedy(client);

    // Settings of clients that nobody calls prove nothing about the calls that are made, and a client that is seldom used takes its time to show.
    private static Finding[] TooFewCalls(OutboundHttpEvidence outbound) =>
        outbound.Clients.Any(static client => client.Calls > 0) ? (outbound.Requests >= Absences.EnoughRequests ? []
            : [Finding.TooFew("", $"{Units.Count(outbound.Requests, "request")} so far, {Units.Number(Absences.EnoughRequests)} are needed, so that a client which is seldom used shows")])
        : outbound.Calls == 0 ? [Finding.TooFew("", $"no outbound call in {Units.Count(outbound.Requests, "request")}; a client's settings count once it is called")]
        : [Finding.Blind("", $"{Units.Count(outbound.Calls, "outbound call")} passed no client that could be inspected")];

    private static string Timeout(OutboundClientEvidence client) => client.Timeout is { } timeout ? $"timeout {Units.Duration(timeout)}" : "timeout";
}
