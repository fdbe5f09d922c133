namespace HealthKit.Evidence;

/// <summary>Secrets in the repository's history and in what was shipped.</summary>
public sealed record SecretScanEvidence : EvidenceRecord
{
    /// <summary>The scan of the history; null when there is none.</summary>
    public SecretHistoryScan? History { get; init; }

    /// <summary>Configuration values and string literals looked at in what was shipped.</summary>
    public long ShippedValues { get; init; }

    /// <summary>Why some of what was shipped could not be looked at; null when all was.</summary>
    public string? ShippedUnreadable { get; init; }

    /// <summary>Secrets in shipped files and literals; user secrets, environment and vaults are where secrets belong.</summary>
    public IReadOnlyList<SecretFinding> Shipped { get; init; } = [];
}
