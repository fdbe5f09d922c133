using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>Which kinds of dependency the process has, held against which of them were read.</summary>
internal static class DependencyParts
{
    /// <summary>The first kind that the process has and nobody read, in words; null when all were read.</summary>
    public static string? Unseen(InventoryEvidence inventory, OutboundHttpEvidence? http, PoolEvidence? pools, CacheClientEvidence? caches) =>
        (inventory.UnseenDrivers.Count == 0 ? null : $"{string.Join(", ", inventory.UnseenDrivers)} {(inventory.UnseenDrivers.Count == 1 ? "is" : "are")} loaded, and the timeouts of calls through {(inventory.UnseenDrivers.Count == 1 ? "it" : "them")} cannot be seen: HealthKit reads those of Npgsql.")
        ?? Unseen("A database driver is loaded", inventory.DatabaseDrivers.Count + inventory.DataSources.Count > 0, typeof(PoolEvidence), pools?.Pools.Count, pools?.BlindSpots)
        ?? Unseen("A client of a cache server is loaded", inventory.CacheClients.Count > 0, typeof(CacheClientEvidence), caches?.Clients.Count, caches?.BlindSpots)
        ?? (http is null && (inventory.HttpClients > 0 || inventory.OutboundCalls is not 0) ? $"Outbound HTTP calls are made or cannot be ruled out. {EvidenceKinds.Cure(typeof(OutboundHttpEvidence))}"
            : http is not null && inventory.OutboundCalls > 0 && !http.Clients.Any(static client => client.Calls > 0) ? "Outbound HTTP calls were counted, but no client of theirs was seen."
            : null);

    private static string? Unseen(string part, bool exists, Type evidence, int? read, IReadOnlyList<BlindSpot>? spots) =>
        !exists ? null
        : read is null ? $"{part}, but nothing current is known of it. {EvidenceKinds.Cure(evidence)}"
        : BlindSpotWords.First(spots!) is { } unseen ? unseen
        : read == 0 ? $"{part}, but nothing that uses it was found."
        : null;
}
