using HealthKit.Attestation;

namespace HealthKit.Evidence;

/// <summary>Whether a request's id goes with the calls it makes and the lines it logs.</summary>
public sealed record CorrelationEvidence : EvidenceRecord
{
    /// <summary>Outbound calls on behalf of requests since start, whichever client made them; null when they cannot be counted.</summary>
    public long? OutboundCalls { get; init; }

    /// <summary>Those calls by client; exempted clients are not among them.</summary>
    public IReadOnlyList<CorrelatedClient> Clients { get; init; } = [];

    /// <summary>Requests whose log scopes were examined.</summary>
    public long ScopesExamined { get; init; }

    /// <summary>How many of those had the inbound request's or trace's id in scope.</summary>
    public long ScopesWithId { get; init; }

    /// <summary>True when responses carry the id back; null when none was looked at. Shown, not judged.</summary>
    public bool? EchoesId { get; init; }

    internal override EvidenceRecord Without(SubjectFilter exempt) =>
        this with { Clients = [.. Clients.Where(client => !exempt.Matches(SubjectKind.Client, client.Client))] };
}
