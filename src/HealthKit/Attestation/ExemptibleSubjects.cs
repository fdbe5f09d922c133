using System.Collections.Frozen;
using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Attestation;

/// <summary>Which kinds of subjects a check has: those of the evidence that it declares.</summary>
internal static class ExemptibleSubjects
{
    public static FrozenDictionary<Type, SubjectKind[]> OfEvidence { get; } = new Dictionary<Type, SubjectKind[]>
    {
        [typeof(CacheClientEvidence)] = [SubjectKind.Client],
        [typeof(CacheEvidence)] = [SubjectKind.KeyPrefix],
        [typeof(CacheServerEvidence)] = [SubjectKind.KeyPrefix],
        [typeof(CatalogEvidence)] = [SubjectKind.Route, SubjectKind.Table],
        [typeof(CodeScanEvidence)] = [SubjectKind.Member],
        [typeof(CorrelationEvidence)] = [SubjectKind.Client],
        [typeof(CorsEvidence)] = [SubjectKind.Route],
        [typeof(CustodyEvidence)] = [SubjectKind.Route],
        [typeof(EndpointTableEvidence)] = [SubjectKind.Route],
        [typeof(FileTransferEvidence)] = [SubjectKind.Route],
        [typeof(HttpEvidence)] = [SubjectKind.Route],
        [typeof(MigrationEvidence)] = [SubjectKind.Table],
        [typeof(OutboundHttpEvidence)] = [SubjectKind.Client],
        [typeof(PoolEvidence)] = [SubjectKind.Client],
        [typeof(QueryEvidence)] = [SubjectKind.Route],
        [typeof(QueryFilterEvidence)] = [SubjectKind.Table],
        [typeof(QueryPlanEvidence)] = [SubjectKind.Table],
        [typeof(RequestLimitEvidence)] = [SubjectKind.Route],
        [typeof(ResponseSizeEvidence)] = [SubjectKind.Route],
    }.ToFrozenDictionary();

    public static IReadOnlyList<SubjectKind> Of(Check check) =>
        [.. check.Declared.Where(OfEvidence.ContainsKey).SelectMany(static type => OfEvidence[type]).Distinct().Order()];
}
