using HealthKit.Attestation;

namespace HealthKit.Evidence;

/// <summary>Every HttpClient in use, and what protects its calls.</summary>
public sealed record OutboundHttpEvidence : EvidenceRecord
{
    /// <summary>Clients that made a call, or were registered and inspected.</summary>
    public IReadOnlyList<OutboundClientEvidence> Clients { get; init; } = [];

    /// <summary>Outbound calls since start.</summary>
    public long Calls { get; init; }

    /// <summary>Requests served while they were counted.</summary>
    public long Requests { get; init; }

    internal override EvidenceRecord Without(SubjectFilter exempt) =>
        this with { Clients = [.. Clients.Where(client => !exempt.Matches(SubjectKind.Client, client.Name, $"{client.Name} ({string.Join(", ", client.Hosts)})"))] };
}
