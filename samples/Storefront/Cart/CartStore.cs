using System.Globalization;
using StackExchange.Redis;

namespace Storefront.Cart;

/// <summary>A cart is a hash of product to quantity that every change keeps for another week.</summary>
public sealed class CartStore(IConnectionMultiplexer redis)
{
    public const int LargestCart = 50;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    public async Task<IReadOnlyDictionary<long, int>> ReadAsync(long customer) =>
        (await redis.GetDatabase().HashGetAllAsync(Key(customer))).ToDictionary(entry => (long)entry.Name, entry => (int)entry.Value);

    public async Task<bool> SetAsync(long customer, long product, int quantity)
    {
        var database = redis.GetDatabase();
        if (quantity == 0)
        {
            await database.HashDeleteAsync(Key(customer), product);
            return true;
        }

        if (await database.HashLengthAsync(Key(customer)) >= LargestCart) return false;

        // One transaction, so that a cart never exists without its expiry.
        var transaction = database.CreateTransaction();
        _ = transaction.HashSetAsync(Key(customer), product, quantity);
        _ = transaction.KeyExpireAsync(Key(customer), Kept);
        return await transaction.ExecuteAsync();
    }

    public Task ClearAsync(long customer) => redis.GetDatabase().KeyDeleteAsync(Key(customer));

    private static RedisKey Key(long customer) => string.Create(CultureInfo.InvariantCulture, $"cart:{customer}");
}
