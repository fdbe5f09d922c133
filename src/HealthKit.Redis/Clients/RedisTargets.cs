using HealthKit.Hosting;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace HealthKit.Redis.Clients;

/// <summary>Finds what Redis the host uses: the audit's own option, registered multiplexers, the framework's cache.</summary>
internal sealed class RedisTargets(HostServices host, IServiceProvider provider, IOptions<RedisAuditOptions> options)
{
    private readonly Lock _gate = new();
    private Task<IReadOnlyList<RedisTarget>>? _search;

    /// <summary>The deployments that have been found; empty until the first search has ended.</summary>
    public IReadOnlyList<RedisTarget> Known => _search is { IsCompletedSuccessfully: true } search ? search.Result : [];

    /// <summary>False until the first search has ended.</summary>
    public bool IsSearched => _search is { IsCompletedSuccessfully: true };

    /// <summary>The application's clients, several of which may lead to one deployment.</summary>
    public IReadOnlyList<RedisTarget> Clients { get; private set; } = [];

    /// <summary>Whether the framework's distributed cache is set up on Redis.</summary>
    public bool HasFrameworkCache { get; private set; }

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

    private IReadOnlyList<RedisTarget> Find()
    {
        var framework = FrameworkCache.Find(host.All.Select(static descriptor => descriptor.ServiceType), provider);
        HasFrameworkCache = framework is not null;
        var clients = new List<RedisTarget>();
        foreach (var (name, multiplexer) in new RegisteredMultiplexers(host.All, provider).Find())
        {
            clients.Add(new RedisTarget(name, ConfigurationOptions.Parse(multiplexer.Configuration), multiplexer, framework?.KeyPrefix, IsApplications: true));
        }

        if (framework?.Settings is { } settings)
        {
            clients.Add(new RedisTarget(clients.Count == 0 ? "redis" : "redis of IDistributedCache", settings, null, framework.KeyPrefix, IsApplications: true));
        }

        Clients = clients;
        if (options.Value.ConnectionString is { } text)
        {
            return [new RedisTarget("redis", ConfigurationOptions.Parse(text), null, framework?.KeyPrefix, IsApplications: false)];
        }

        var found = new List<RedisTarget>();
        foreach (var client in clients)
        {
            if (!found.Exists(client.IsSameAs))
            {
                found.Add(client);
            }
        }

        return found;
    }
}
