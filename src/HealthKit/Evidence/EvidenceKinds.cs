using System.Collections.Frozen;

namespace HealthKit.Evidence;

/// <summary>Every kind of evidence that HealthKit itself states, with what makes it known.</summary>
public static class EvidenceKinds
{
    private const string AddNpgsql = "Add the package HealthKit.Npgsql and call AddHealthAudit().AddNpgsql().";
    private const string AddLedger = "Commit healthkit.queries.json, the ledger of reviewed queries, to the service's content root: /health/audit/queries proposes it, AddHealthAudit().AddNpgsql() of HealthKit.Npgsql reads it.";
    private const string AddRedis = "Add the package HealthKit.Redis and call AddHealthAudit().AddRedis().";
    private const string AddPrometheus = "Add the package HealthKit.OpenTelemetry and call AddHealthAudit().AddPrometheus().";
    private const string AddAspNetCore = "Call AddHealthAudit() of HealthKit.AspNetCore in the running service.";
    private const string AddEntityFrameworkCore = "Add the package HealthKit.EntityFrameworkCore and call AddHealthAudit().AddEntityFrameworkCore().";
    private const string FindMigrations = "Add the package HealthKit.EntityFrameworkCore and call AddHealthAudit().AddEntityFrameworkCore(); for .sql files name their folder: AddNpgsql(options => options.MigrationFolders.Add(\"Migrations\")).";
    private const string AddCodeScan = "Add the package HealthKit.CodeScan and call AddHealthAudit().AddCodeScan().";
    private const string NoSourceYet = "No source in this version of HealthKit states it.";

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<EvidenceKind> All { get; } =
    [
        new("alertRules", typeof(AlertRuleEvidence), NoSourceYet, EvidenceJson.Default.AlertRuleEvidence),
        new("backgroundJobs", typeof(BackgroundJobEvidence), AddAspNetCore, EvidenceJson.Default.BackgroundJobEvidence),
        new("cacheClients", typeof(CacheClientEvidence), AddRedis, EvidenceJson.Default.CacheClientEvidence),
        new("caches", typeof(CacheEvidence), AddAspNetCore, EvidenceJson.Default.CacheEvidence),
        new("cacheServers", typeof(CacheServerEvidence), AddRedis, EvidenceJson.Default.CacheServerEvidence),
        new("catalog", typeof(CatalogEvidence), AddNpgsql, EvidenceJson.Default.CatalogEvidence),
        new("codeScan", typeof(CodeScanEvidence), AddCodeScan, EvidenceJson.Default.CodeScanEvidence),
        new("correlation", typeof(CorrelationEvidence), AddAspNetCore, EvidenceJson.Default.CorrelationEvidence),
        new("cors", typeof(CorsEvidence), AddAspNetCore, EvidenceJson.Default.CorsEvidence),
        new("custody", typeof(CustodyEvidence), AddNpgsql, EvidenceJson.Default.CustodyEvidence),
        new("databaseServers", typeof(DatabaseServerEvidence), AddNpgsql, EvidenceJson.Default.DatabaseServerEvidence),
        new("dependencyScan", typeof(DependencyScanEvidence), NoSourceYet, EvidenceJson.Default.DependencyScanEvidence),
        new("deployment", typeof(DeploymentEvidence), NoSourceYet, EvidenceJson.Default.DeploymentEvidence),
        new("endpoints", typeof(EndpointTableEvidence), AddAspNetCore, EvidenceJson.Default.EndpointTableEvidence),
        new("featureFlags", typeof(FeatureFlagEvidence), AddAspNetCore, EvidenceJson.Default.FeatureFlagEvidence),
        new("fileTransfers", typeof(FileTransferEvidence), AddAspNetCore, EvidenceJson.Default.FileTransferEvidence),
        new("fleet", typeof(FleetEvidence), NoSourceYet, EvidenceJson.Default.FleetEvidence),
        new("healthEndpoints", typeof(HealthEndpointEvidence), AddAspNetCore, EvidenceJson.Default.HealthEndpointEvidence),
        new("http", typeof(HttpEvidence), AddAspNetCore, EvidenceJson.Default.HttpEvidence),
        new("inventory", typeof(InventoryEvidence), AddAspNetCore, EvidenceJson.Default.InventoryEvidence),
        new("loadTests", typeof(LoadTestEvidence), NoSourceYet, EvidenceJson.Default.LoadTestEvidence),
        new("logging", typeof(LoggingEvidence), AddAspNetCore, EvidenceJson.Default.LoggingEvidence),
        new("metricsCollection", typeof(MetricsCollectionEvidence), AddPrometheus, EvidenceJson.Default.MetricsCollectionEvidence),
        new("migrations", typeof(MigrationEvidence), FindMigrations, EvidenceJson.Default.MigrationEvidence),
        new("outboundHttp", typeof(OutboundHttpEvidence), AddAspNetCore, EvidenceJson.Default.OutboundHttpEvidence),
        new("performanceBudgets", typeof(PerformanceBudgetEvidence), AddAspNetCore, EvidenceJson.Default.PerformanceBudgetEvidence),
        new("pools", typeof(PoolEvidence), AddNpgsql, EvidenceJson.Default.PoolEvidence),
        new("queries", typeof(QueryEvidence), AddNpgsql, EvidenceJson.Default.QueryEvidence),
        new("queryBudgets", typeof(QueryBudgetEvidence), NoSourceYet, EvidenceJson.Default.QueryBudgetEvidence),
        new("queryFilters", typeof(QueryFilterEvidence), AddEntityFrameworkCore, EvidenceJson.Default.QueryFilterEvidence),
        new("queryLedger", typeof(QueryLedgerEvidence), AddLedger, EvidenceJson.Default.QueryLedgerEvidence),
        new("queryPlans", typeof(QueryPlanEvidence), AddNpgsql, EvidenceJson.Default.QueryPlanEvidence),
        new("replicas", typeof(ReplicaEvidence), AddNpgsql, EvidenceJson.Default.ReplicaEvidence),
        new("requestLimits", typeof(RequestLimitEvidence), AddAspNetCore, EvidenceJson.Default.RequestLimitEvidence),
        new("responseSizes", typeof(ResponseSizeEvidence), AddAspNetCore, EvidenceJson.Default.ResponseSizeEvidence),
        new("secretScan", typeof(SecretScanEvidence), NoSourceYet, EvidenceJson.Default.SecretScanEvidence),
        new("securityHeaders", typeof(SecurityHeaderEvidence), AddAspNetCore, EvidenceJson.Default.SecurityHeaderEvidence),
        new("shutdown", typeof(ShutdownEvidence), AddAspNetCore, EvidenceJson.Default.ShutdownEvidence),
        new("state", typeof(StateEvidence), AddAspNetCore, EvidenceJson.Default.StateEvidence),
        new("tracing", typeof(TracingEvidence), AddAspNetCore, EvidenceJson.Default.TracingEvidence),
    ];

    private static readonly FrozenDictionary<Type, EvidenceKind> ByType = All.ToFrozenDictionary(kind => kind.Type);
    private static readonly FrozenDictionary<string, EvidenceKind> ByName = All.ToFrozenDictionary(kind => kind.Name, StringComparer.Ordinal);

    /// <summary>A kind's name; a host's own record goes by its type's name.</summary>
    public static string Name(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return ByType.TryGetValue(type, out var kind) ? kind.Name : type.Name;
    }

    /// <summary>False for a kind that no package of this version states.</summary>
    internal static bool HasSource(Type type) => Cure(type) != NoSourceYet;

    /// <summary>What makes a kind known.</summary>
    public static string Cure(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return ByType.TryGetValue(type, out var kind) ? kind.Cure : $"Register an IEvidenceSource that states {type.Name}.";
    }

    /// <summary>The kind with a name, or null.</summary>
    public static EvidenceKind? FindByName(string name) => ByName.GetValueOrDefault(name);
}
