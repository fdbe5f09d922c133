using System.Text.Json.Serialization;

namespace HealthKit.Evidence;

/// <summary>How evidence is written: camelCase, enums as words, no reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EvidenceGap))]
[JsonSerializable(typeof(BackgroundJobEvidence))]
[JsonSerializable(typeof(CacheEvidence))]
[JsonSerializable(typeof(CacheServerEvidence))]
[JsonSerializable(typeof(CatalogEvidence))]
[JsonSerializable(typeof(CodeScanEvidence))]
[JsonSerializable(typeof(CorsEvidence))]
[JsonSerializable(typeof(CustodyEvidence))]
[JsonSerializable(typeof(DatabaseServerEvidence))]
[JsonSerializable(typeof(DependencyScanEvidence))]
[JsonSerializable(typeof(EndpointTableEvidence))]
[JsonSerializable(typeof(FileTransferEvidence))]
[JsonSerializable(typeof(FleetEvidence))]
[JsonSerializable(typeof(HealthEndpointEvidence))]
[JsonSerializable(typeof(HttpEvidence))]
[JsonSerializable(typeof(InventoryEvidence))]
[JsonSerializable(typeof(LoadTestEvidence))]
[JsonSerializable(typeof(MetricsCollectionEvidence))]
[JsonSerializable(typeof(MigrationEvidence))]
[JsonSerializable(typeof(OutboundHttpEvidence))]
[JsonSerializable(typeof(PerformanceBudgetEvidence))]
[JsonSerializable(typeof(PoolEvidence))]
[JsonSerializable(typeof(QueryBudgetEvidence))]
[JsonSerializable(typeof(QueryEvidence))]
[JsonSerializable(typeof(QueryLedgerEvidence))]
[JsonSerializable(typeof(QueryPlanEvidence))]
[JsonSerializable(typeof(ReplicaEvidence))]
[JsonSerializable(typeof(RequestLimitEvidence))]
[JsonSerializable(typeof(ResponseSizeEvidence))]
[JsonSerializable(typeof(SecretScanEvidence))]
[JsonSerializable(typeof(SecurityHeaderEvidence))]
[JsonSerializable(typeof(StateEvidence))]
internal sealed partial class EvidenceJson : JsonSerializerContext;
