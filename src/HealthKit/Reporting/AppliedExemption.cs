using HealthKit.Attestation;

namespace HealthKit.Reporting;

/// <summary>An exemption as it worked in one audit.</summary>
public sealed record AppliedExemption
{
    /// <summary>The check.</summary>
    public required string Check { get; init; }

    /// <summary>What kind of subject it names.</summary>
    public required SubjectKind Kind { get; init; }

    /// <summary>The subject's name, as configured.</summary>
    public required string Subject { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>The last day it holds.</summary>
    public required DateOnly Expires { get; init; }

    /// <summary>True when that day is past: it takes nothing out any more.</summary>
    public bool Expired { get; init; }

    /// <summary>How many subjects it took out of the check; 0 when none of that name was seen, or it expired.</summary>
    public int Matched { get; init; }

    internal static AppliedExemption Of(Exemption exemption, DateOnly today, SubjectFilter? filter) => new()
    {
        Check = exemption.Check,
        Kind = exemption.Kind,
        Subject = exemption.Subject,
        Reason = exemption.Reason,
        Expires = exemption.Expires,
        Expired = exemption.Expires < today,
        Matched = filter?.CountOf(exemption) ?? 0,
    };
}
