using Microsoft.Extensions.Caching.Hybrid;

namespace HealthKit.Redis.Tests.Remedies;

internal sealed class HybridProducts(HybridCache cache, ProductStore store)
{
    private static readonly HybridCacheEntryOptions Lifetime = new() { Expiration = TimeSpan.FromMinutes(10), LocalCacheExpiration = TimeSpan.FromMinutes(1) };

    public async Task<Product?> FindAsync(int id, CancellationToken cancellationToken) =>
        await cache.GetOrCreateAsync(
            $"product:{id}",
            (store, id),
            static (state, token) => state.store.FindAsync(state.id, token),
            Lifetime,
            cancellationToken: cancellationToken);
}
