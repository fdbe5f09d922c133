using HealthKit.Evidence;
using HealthKit.Hosting;
using HealthKit.Outbound;
using HealthKit.Requests;

namespace HealthKit.Sources;

/// <summary>States which kinds of parts the process has: drivers, data sources, cache clients, HTTP clients, the platform.</summary>
internal sealed class InventorySource(
    LoadedAssemblies assemblies,
    HostServices host,
    RouteTable table,
    RequestRecorder recorder,
    IEnumerable<ICacheActivity> caches,
    OutboundWatch outbound,
    TimeProvider time) : MemorySource<InventoryEvidence>("inventory", time)
{
    private static readonly string[] PlatformVariables = ["AWS_LAMBDA_FUNCTION_NAME", "FUNCTIONS_WORKER_RUNTIME", "K_SERVICE", "CONTAINER_APP_NAME"];
    private readonly ICacheActivity[] _caches = [.. caches];
    private readonly Lazy<RegisteredParts> _registered = new(() => RegisteredParts.Of(host.All));

    protected override InventoryEvidence Read(DateTimeOffset now)
    {
        var used = assemblies.Used();
        return new InventoryEvidence
        {
            ObservedAt = now,
            MaxAge = Fresh,
            DatabaseDrivers = assemblies.DatabaseDrivers(),
            UnseenDrivers = assemblies.UnseenDrivers(),
            DataSources = _registered.Value.DataSources,
            CacheClients = [.. used.Where(KnownDrivers.IsCache)],
            CacheLookups = _caches.Sum(static cache => cache.Lookups),
            CachesObserved = _caches.Length > 0 && _caches.All(static cache => cache.IsComplete),
            HttpClients = _registered.Value.HttpClients,
            OutboundCalls = outbound.Calls,
            Requests = table.Total(),
            Uptime = now - recorder.StartedAt,
            ServerlessPlatform = PlatformVariables.FirstOrDefault(static variable => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable))),
            PlatformKnown = true,
        };
    }
}
