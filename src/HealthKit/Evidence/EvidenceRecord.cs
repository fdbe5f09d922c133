using HealthKit.Attestation;

namespace HealthKit.Evidence;

/// <summary>An immutable statement about one subject: numbers, route templates and names, never literals, values, addresses with ids, or secrets.</summary>
public abstract record EvidenceRecord
{
    /// <summary>When it was observed.</summary>
    public required DateTimeOffset ObservedAt { get; init; }

    /// <summary>How long it may be judged after that.</summary>
    public required TimeSpan MaxAge { get; init; }

    /// <summary>The same evidence without the subjects that a host exempted from a check.</summary>
    internal virtual EvidenceRecord Without(SubjectFilter exempt) => this;

    /// <summary>This record and another of its kind, where several sources state parts of one subject; by default the first stands.</summary>
    internal virtual EvidenceRecord JoinedWith(EvidenceRecord other) => this;
}
