namespace HealthKit.Attestation;

/// <summary>A named person's dated statement about what HealthKit cannot see.</summary>
public sealed record CheckAttestation
{
    /// <summary>The check it answers, for example "9.1".</summary>
    public required string Check { get; init; }

    /// <summary>The statement.</summary>
    public required string Statement { get; init; }

    /// <summary>Who states it.</summary>
    public required string Owner { get; init; }

    /// <summary>Where the evidence lies.</summary>
    public required Uri Evidence { get; init; }

    /// <summary>When it was stated.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>The last day it holds; at most one year after <see cref="Date"/>.</summary>
    public required DateOnly Expires { get; init; }
}
