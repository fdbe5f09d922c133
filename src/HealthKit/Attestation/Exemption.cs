namespace HealthKit.Attestation;

/// <summary>One subject that a host takes out of one check, with a reason and an end.</summary>
public sealed record Exemption
{
    /// <summary>The check, for example "1.1".</summary>
    public required string Check { get; init; }

    /// <summary>What kind of subject it names.</summary>
    public required SubjectKind Kind { get; init; }

    /// <summary>The subject's name as reports show it; a trailing * stands for any ending.</summary>
    public required string Subject { get; init; }

    /// <summary>Why; shown in every report.</summary>
    public required string Reason { get; init; }

    /// <summary>The last day it holds.</summary>
    public required DateOnly Expires { get; init; }
}
