using Microsoft.AspNetCore.DataProtection;
using StackExchange.Redis;
using Storefront.Cart;
using Storefront.Catalogue;

namespace Storefront.Profiles;

public static class HealthyCachingExtensions
{
    private const long LargestLocalCache = 64_000_000;

    public static void AddHealthyCaching(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var settings = ConfigurationOptions.Parse(builder.Configuration.Required("ConnectionStrings:Redis"));
        settings.AbortOnConnectFail = false;
        settings.ConnectTimeout = 2000;
        settings.SyncTimeout = 1000;
        settings.AsyncTimeout = 1000;
        // One connection for everything: it connects in the background, so a missing Redis does not keep the shop from starting.
        var redis = ConnectionMultiplexer.Connect(settings);

        var services = builder.Services;
        services.AddSingleton<IConnectionMultiplexer>(redis);
        services.AddStackExchangeRedisCache(cache => cache.ConnectionMultiplexerFactory = () => Task.FromResult<IConnectionMultiplexer>(redis));
        services.AddMemoryCache(cache => cache.SizeLimit = LargestLocalCache);
        services.AddHybridCache();
        services.AddDataProtection().SetApplicationName("storefront").PersistKeysToStackExchangeRedis(redis, "DataProtection-Keys");

        services.AddSingleton<ProductReader>();
        services.AddSingleton<CartStore>();
    }
}
