using HealthKit.Attestation;

namespace HealthKit.Evidence;

/// <summary>The tables that the models of an object-relational mapper map, and how their query filters narrow them.</summary>
public sealed record QueryFilterEvidence : EvidenceRecord
{
    /// <summary>One entry a context and table; only contexts that were seen at work.</summary>
    public IReadOnlyList<MappedTable> Tables { get; init; } = [];

    internal override EvidenceRecord Without(SubjectFilter exempt) => this with { Tables = [.. Tables.Where(table => !exempt.Matches(SubjectKind.Table, table.Table))] };
}
