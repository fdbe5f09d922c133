using ZiggyCreatures.Caching.Fusion;

namespace HealthKit.Redis.Tests.Remedies;

internal sealed class FusionProducts(IFusionCache cache, ProductStore store)
{
    public async Task<Product?> FindAsync(int id, CancellationToken cancellationToken) =>
        await cache.GetOrSetAsync<Product?>(
            $"product:{id}",
            async (context, token) =>
            {
                var product = await store.FindAsync(id, token);
                context.Options.Duration = product is null ? TimeSpan.FromSeconds(30) : TimeSpan.FromMinutes(10);
                return product;
            },
            token: cancellationToken);
}
