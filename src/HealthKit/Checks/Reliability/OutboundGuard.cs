using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>What 7.1 and 7.2 share: clients that called, and what to say of one that is not guarded.</summary>
internal static class OutboundGuard
{
    public static string Hosts(OutboundClientEvidence client) => client.Hosts.Count == 0 ? client.Name : $"{client.Name} ({string.Join(", ", client.Hosts)})";

    /// <summary>The expression that configures a client, for a remedy.</summary>
    public static string Builder(OutboundClientEvidence client) =>
        client.Name == OutboundClientEvidence.Unnamed ? "builder.Services.AddHttpClient(Options.DefaultName)" : $"builder.Services.AddHttpClient(\"{client.Name}\")";

    /// <summary>Why a client's chain cannot be read, and what would make it readable.</summary>
    public static Verdict Blind(OutboundClientEvidence client) =>
        Verdict.Blind($"The handler chain of {Hosts(client)} cannot be read.{(client.Unreadable is { } reason ? " " + reason : "")}");

    /// <summary>A counter-example wherever it stands; clients whose settings cannot be read may be guarded elsewhere.</summary>
    public static Verdict Uncovered(IReadOnlyList<Offender> refuted, IReadOnlyList<Offender> raw, IReadOnlyList<Offender> lax, long calls)
    {
        IReadOnlyList<Offender> offenders = [.. refuted, .. raw, .. lax];
        var verdict = Verdict.Fail(VerdictSource.Measured, $"{Units.Count(offenders.Count, "client")} unguarded or wrongly guarded; {offenders[0].Subject}: {offenders[0].Observed}.", offenders, calls);
        return refuted.Count + lax.Count == 0 ? verdict.AsNotFound() : verdict;
    }

    /// <summary>Why too little was seen to say that nothing is unguarded; null when enough was.</summary>
    public static Verdict? TooFew(OutboundHttpEvidence http) =>
        http.Requests >= Absences.EnoughRequests && http.Clients.Any(static client => client.Calls > 0)
            ? null
            : Verdict.TooFew(
                VerdictSource.Measured,
                $"{Units.Count(http.Calls, "outbound call")} in {Units.Count(http.Requests, "request")}.",
                http.Requests < Absences.EnoughRequests
                    ? $"{Units.Count(Absences.EnoughRequests - http.Requests, "more request")} needed, so that a client which is seldom used shows."
                    : $"{(http.Clients.Count == 0 ? "A client is registered" : $"{http.Clients[0].Name} is registered")}, and no call of {(http.Clients.Count > 1 ? "any client" : "it")} was seen yet. Send requests that call out.",
                http.Calls);
}
