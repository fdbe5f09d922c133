namespace HealthKit.Evidence;

/// <summary>Settings of the database servers, as the application's own sessions have them.</summary>
public sealed record DatabaseServerEvidence : EvidenceRecord
{
    /// <summary>One entry a data source's server and database.</summary>
    public IReadOnlyList<DatabaseServer> Servers { get; init; } = [];
}
