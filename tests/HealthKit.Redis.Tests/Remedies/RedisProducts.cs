using System.Text.Json;
using StackExchange.Redis;

namespace HealthKit.Redis.Tests.Remedies;

internal sealed class RedisProducts(IConnectionMultiplexer redis, ProductStore store)
{
    public async Task<Product?> FindAsync(int id, CancellationToken cancellationToken)
    {
        var database = redis.GetDatabase();
        RedisKey key = $"product:v1:{id}";
        RedisKey gate = $"lock:product:{id}";
        RedisValue owner = Guid.NewGuid().ToString("N");
        while (true)
        {
            // An absent product is stored too, as "null".
            var known = await database.StringGetAsync(key);
            if (known.HasValue)
            {
                return JsonSerializer.Deserialize<Product?>(known.ToString());
            }

            // One caller fills, the others look again: the lock ends by itself where its owner dies.
            if (await database.LockTakeAsync(gate, owner, TimeSpan.FromSeconds(10)))
            {
                try
                {
                    var product = await store.FindAsync(id, cancellationToken);
                    await database.StringSetAsync(key, JsonSerializer.Serialize(product), product is null ? TimeSpan.FromSeconds(30) : TimeSpan.FromMinutes(10));
                    return product;
                }
                finally
                {
                    await database.LockReleaseAsync(gate, owner);
                }
            }

            await Task.Delay(20, cancellationToken);
        }
    }
}
