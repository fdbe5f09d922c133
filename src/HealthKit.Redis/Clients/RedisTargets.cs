using HealthKit.Hosting;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace HealthKit.Redis.Clients;

/// <summary>Finds what Redis the host uses: registered multiplexers, the framework's cache, and what the audit's own option names.</summary>
internal sealed class RedisTargets(HostServices host, IServiceProvider provider, IOptions<RedisAuditOptions> options)
{
    private const string Redis = "redis";

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
                _search = Task.Run(SearchAsync, CancellationToken.None);
            }

            return _search.WaitAsync(cancellationToken);
        }
    }

    private async Task<IReadOnlyList<RedisTarget>> SearchAsync()
    {
        var framework = FrameworkCache.Find(host.All.Select(static descriptor => descriptor.ServiceType), provider);
        HasFrameworkCache = framework is not null;
        var clients = new List<RedisTarget>();
        foreach (var (name, multiplexer) in new RegisteredMultiplexers(host.All, provider).Find())
        {
            clients.Add(new RedisTarget(Unused(name, clients), ConfigurationOptions.Parse(multiplexer.Configuration), multiplexer, framework?.KeyPrefix));
        }

        if (framework is not null && await framework.ConnectAsync(clients).ConfigureAwait(false) is { } settings)
        {
            clients.Add(new RedisTarget(clients.Count == 0 ? Redis : "redis of IDistributedCache", settings, null, framework.KeyPrefix));
        }

        Clients = clients;
        return Deployments(clients, framework?.KeyPrefix);
    }

    private List<RedisTarget> Deployments(List<RedisTarget> clients, string? keyPrefix)
    {
        var ways = clients;
        if (options.Value.ConnectionString is { } text)
        {
            // It says how to read the server that it names, and takes no other one out of sight.
            var settings = ConfigurationOptions.Parse(text);
            var configured = new RedisTarget(clients.Count == 0 ? Redis : "redis of HealthAudit:Redis", settings, null, keyPrefix);
            ways = clients.Exists(configured.LeadsTo)
                ? clients.ConvertAll(client => configured.LeadsTo(client) ? client with { Settings = settings } : client)
                : [configured, .. clients];
        }

        var found = new List<RedisTarget>();
        foreach (var way in ways)
        {
            if (!found.Exists(way.IsSameAs))
            {
                found.Add(way);
            }
        }

        return found;
    }

    private static string Unused(string name, List<RedisTarget> clients)
    {
        int same = clients.Count(client => client.Name == name || client.Name.StartsWith($"{name} (", StringComparison.Ordinal));
        return same == 0 ? name : FormattableString.Invariant($"{name} ({same + 1})");
    }
}
