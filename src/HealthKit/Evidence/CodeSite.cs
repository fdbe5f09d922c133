namespace HealthKit.Evidence;

/// <summary>One place in the host's code.</summary>
/// <param name="Member">Type and member.</param>
/// <param name="Location">File and line, or null without symbols.</param>
/// <param name="Finding">What stands there, without literals.</param>
public sealed record CodeSite(string Member, string? Location, string Finding)
{
    /// <summary>Why its author accepts it; null where nobody does.</summary>
    public string? Reason { get; init; }
}
