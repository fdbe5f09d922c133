using HealthKit.Attestation;

namespace HealthKit.Evidence;

/// <summary>What the databases' catalogs say: foreign keys, indexes, table sizes, row security.</summary>
public sealed record CatalogEvidence : EvidenceRecord
{
    /// <summary>One entry a database.</summary>
    public IReadOnlyList<DatabaseCatalog> Databases { get; init; } = [];

    internal override EvidenceRecord Without(SubjectFilter exempt) =>
        this with { Databases = [.. Databases.Select(database => database.Without(exempt))] };
}
