using Microsoft.AspNetCore.Session;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Storefront.Profiles;

public static class NeglectedCachingExtensions
{
    public static void AddNeglectedCaching(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        var redis = builder.Configuration.Required("ConnectionStrings:Redis");
        services.AddSingleton<IConnectionMultiplexer>(ConnectionMultiplexer.Connect(redis));
        services.AddStackExchangeRedisCache(cache => cache.Configuration = redis);

        // Sessions stay in the process: it is faster, and there was only one server.
        services.AddSession();
        services.AddSingleton<ISessionStore>(provider => new DistributedSessionStore(
            new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions())), provider.GetRequiredService<ILoggerFactory>()));
    }
}
