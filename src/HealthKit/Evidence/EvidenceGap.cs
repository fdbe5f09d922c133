namespace HealthKit.Evidence;

/// <summary>Why a source gave no evidence on its last attempt.</summary>
public sealed record EvidenceGap
{
    /// <summary>The kind of evidence that is missing, as in <see cref="EvidenceKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The reason in words for the report: no host name, no exception text that may carry a secret.</summary>
    public required string Reason { get; init; }

    /// <summary>True when the source threw; false when it found its subject out of reach or itself without a privilege.</summary>
    public bool IsError { get; init; }

    /// <summary>When the attempt was made.</summary>
    public required DateTimeOffset ObservedAt { get; init; }
}
