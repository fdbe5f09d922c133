using System.Text.Json.Serialization;

namespace HealthKit.Evidence;

/// <summary>How evidence is written: camelCase, enums as words, no reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EvidenceGap))]
[JsonSerializable(typeof(AlertRuleEvidence))]
[JsonSerializable(typeof(CacheClientEvidence))]
[JsonSerializable(typeof(CacheEvidence))]
[JsonSerializable(typeof(CacheServerEvidence))]
[JsonSerializable(typeof(CatalogEvidence))]
[JsonSerializable(typeof(CodeScanEvidence))]
[JsonSerializable(typeof(CorrelationEvidence))]
[JsonSerializable(typeof(CustodyEvidence))]
[JsonSerializable(typeof(DatabaseServerEvidence))]
[JsonSerializable(typeof(DeploymentEvidence))]
[JsonSerializable(typeof(FeatureFlagEvidence))]
[JsonSerializable(typeof(HealthEndpointEvidence))]
[JsonSerializable(typeof(HttpEvidence))]
[JsonSerializable(typeof(InventoryEvidence))]
[JsonSerializable(typeof(LoggingEvidence))]
[JsonSerializable(typeof(MetricsCollectionEvidence))]
[JsonSerializable(typeof(MigrationEvidence))]
[JsonSerializable(typeof(OutboundHttpEvidence))]
[JsonSerializable(typeof(PoolEvidence))]
[JsonSerializable(typeof(QueryEvidence))]
[JsonSerializable(typeof(QueryLedgerEvidence))]
[JsonSerializable(typeof(QueryPlanEvidence))]
[JsonSerializable(typeof(RequestLimitEvidence))]
[JsonSerializable(typeof(ShutdownEvidence))]
[JsonSerializable(typeof(TracingEvidence))]
internal sealed partial class EvidenceJson : JsonSerializerContext;
