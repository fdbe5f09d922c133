using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>What 7.1 and 7.2 share: clients that called, and what to say of one that is not guarded.</summary>
internal static class OutboundGuard
{
    public static string Hosts(OutboundClientEvidence client) => client.Hosts.Count == 0 ? client.Name : $"{client.Name} ({string.Join(", ", client.Hosts)})";

    /// <summary>The expression that configures a client, for a remedy.</summary>
    public static string Builder(OutboundClientEvidence client) =>
        client.Name == OutboundClientEvidence.Unnamed ? "builder.Services.AddHttpClient(Options.DefaultName)" : $"builder.Services.AddHttpClient(\"{client.Name}\")";

    /// <summary>What gives a client's calls a circuit breaker.</summary>
    public static string BreakerRemedy(OutboundClientEvidence client) => client.Forwarding switch
    {
        { Panics: true } forwarding => $"Set AvailableDestinationsPolicy of the HealthCheck of cluster \"{forwarding.Cluster}\" to \"HealthyAndUnknown\", and enable its Passive checks.",
        { } forwarding => $"Set \"HealthCheck\": {{ \"Passive\": {{ \"Enabled\": true }} }} on cluster \"{forwarding.Cluster}\" of the reverse proxy.",
        null => $"{Builder(client)}.AddStandardResilienceHandler();",
    };

    /// <summary>What gives a client's calls a timeout.</summary>
    public static string TimeoutRemedy(OutboundClientEvidence client) => client.Forwarding is { } forwarding
        ? $"Set \"HttpRequest\": {{ \"ActivityTimeout\": \"00:00:20\" }} on cluster \"{forwarding.Cluster}\" of the reverse proxy."
        : $"{Builder(client)}.ConfigureHttpClient(http => http.Timeout = TimeSpan.FromSeconds(10));";

    /// <summary>Why a client's chain cannot be read, and what would make it readable.</summary>
    public static Verdict Blind(OutboundClientEvidence client) =>
        Verdict.Blind(client is { Forwarding: not null, Unreadable: null }
            ? $"{Hosts(client)} is called by a reverse proxy, which forwards a request once: whether its callers retry safe requests, as they should, cannot be seen here. Attest the check where they do."
            : $"The handler chain of {Hosts(client)} cannot be read.{(client.Unreadable is { } reason ? " " + reason : "")}");

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
