using HealthKit.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace HealthKit.Redis.Clients;

/// <summary>Finds what Redis the host uses: the audit's own option, registered multiplexers, the framework's cache.</summary>
internal sealed class RedisTargets(HostServices host, IServiceProvider provider, IOptions<RedisAuditOptions> options)
{
    private readonly Lock _gate = new();
    private Task<IReadOnlyList<RedisTarget>>? _search;

    /// <summary>What has been found; empty until the first search has ended.</summary>
    public IReadOnlyList<RedisTarget> Known => _search is { IsCompletedSuccessfully: true } search ? search.Result : [];

    /// <summary>Searches in the background, one search at a time: a registration may connect while it is resolved, and wait for a server that is down.</summary>
    public Task<IReadOnlyList<RedisTarget>> FindAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_search is null or { IsFaulted: true } or { IsCanceled: true })
            {
                _search = Task.Run(Find, CancellationToken.None);
            }

            return _search.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Whether the framework's distributed cache is set up on Redis.</summary>
    public bool HasFrameworkCache { get; private set; }

    private IReadOnlyList<RedisTarget> Find()
    {
        var framework = FrameworkCache.Find(host.All.Select(static descriptor => descriptor.ServiceType), provider);
        HasFrameworkCache = framework is not null;
        if (options.Value.ConnectionString is { } text)
        {
            return [new RedisTarget("redis", ConfigurationOptions.Parse(text), null, framework?.KeyPrefix, IsApplications: false)];
        }

        var found = new List<RedisTarget>();
        foreach (var descriptor in host.All.Where(IsMultiplexer))
        {
            var multiplexer = (IConnectionMultiplexer)(descriptor.IsKeyedService
                ? provider.GetRequiredKeyedService(descriptor.ServiceType, descriptor.ServiceKey)
                : provider.GetRequiredService(descriptor.ServiceType));
            var name = descriptor.IsKeyedService ? $"redis \"{descriptor.ServiceKey}\"" : "redis";
            AddNew(found, new RedisTarget(name, ConfigurationOptions.Parse(multiplexer.Configuration), multiplexer, framework?.KeyPrefix, IsApplications: true));
        }

        if (framework?.Settings is { } settings)
        {
            AddNew(found, new RedisTarget(found.Count == 0 ? "redis" : "redis of IDistributedCache", settings, null, framework.KeyPrefix, IsApplications: true));
        }

        return found;
    }

    private static void AddNew(List<RedisTarget> found, RedisTarget target)
    {
        if (!found.Exists(target.IsSameAs))
        {
            found.Add(target);
        }
    }

    private static bool IsMultiplexer(ServiceDescriptor descriptor) =>
        descriptor.Lifetime == ServiceLifetime.Singleton
        && (descriptor.ServiceType == typeof(IConnectionMultiplexer) || descriptor.ServiceType == typeof(ConnectionMultiplexer))
        && !ReferenceEquals(descriptor.ServiceKey, KeyedService.AnyKey);
}
