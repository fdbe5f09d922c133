using HealthKit.Hosting;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace HealthKit.Redis.Clients;

/// <summary>Finds what Redis the host uses: registered multiplexers, the framework's cache, and what the audit's own option names.</summary>
internal sealed class RedisTargets(HostServices host, IServiceProvider provider, IOptions<RedisAuditOptions> options) : IDisposable
{
    private const string Redis = "redis";

    private readonly Lock _gate = new();
    private Task<IReadOnlyList<RedisTarget>>? _search;
    private IReadOnlyList<RedisTarget>? _known;
    private IReadOnlyList<string> _unmade = [];
    private FrameworkCache? _framework;
    private ConfigurationOptions? _named;

    /// <summary>The deployments that have been found; empty until the first search has ended.</summary>
    public IReadOnlyList<RedisTarget> Known => Volatile.Read(ref _known) ?? [];

    /// <summary>False until the first search has ended.</summary>
    public bool IsSearched => Volatile.Read(ref _known) is not null;

    /// <summary>The names of registrations that could not be made when they were tried last.</summary>
    public IReadOnlyList<string> Unmade => Volatile.Read(ref _unmade);

    /// <summary>The application's clients, several of which may lead to one deployment.</summary>
    public IReadOnlyList<RedisTarget> Clients { get; private set; } = [];

    /// <summary>Whether the framework's distributed cache is set up on Redis.</summary>
    public bool HasFrameworkCache { get; private set; }

    /// <summary>
    /// Searches in the background, one search at a time: a registration may connect while it is resolved, and wait for a server that is down.
    /// One that could not be made is tried again, and nobody waits for it: the others are known.
    /// </summary>
    public Task<IReadOnlyList<RedisTarget>> FindAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_search is null or { IsFaulted: true } or { IsCanceled: true } || (_search.IsCompleted && Unmade.Count > 0))
            {
                _search = Task.Run(SearchAsync, CancellationToken.None);
            }

            return Volatile.Read(ref _known) is { } known ? Task.FromResult(known) : _search.WaitAsync(cancellationToken);
        }
    }

    public void Dispose() => _framework?.Dispose();

    private async Task<IReadOnlyList<RedisTarget>> SearchAsync()
    {
        var framework = _framework ??= FrameworkCache.Find(host.All.Select(static descriptor => descriptor.ServiceType), provider);
        HasFrameworkCache = framework is not null;
        var clients = new List<RedisTarget>();
        var registered = new RegisteredMultiplexers(host.All, provider);
        foreach (var (name, multiplexer) in registered.Find())
        {
            // What is known keeps its settings, and so HealthKit's connection to it.
            var settings = Clients.FirstOrDefault(known => ReferenceEquals(known.Application, multiplexer))?.Settings ?? ConfigurationOptions.Parse(multiplexer.Configuration);
            clients.Add(new RedisTarget(Unused(name, clients), settings, multiplexer, framework?.KeyPrefix));
        }

        if (framework is not null && await framework.ConnectAsync(clients).ConfigureAwait(false) is { } own)
        {
            clients.Add(new RedisTarget(clients.Count == 0 ? Redis : "redis of IDistributedCache", own, null, framework.KeyPrefix));
        }

        Clients = clients;
        var found = Deployments(clients, framework?.KeyPrefix);
        Volatile.Write(ref _unmade, registered.Unmade);
        Volatile.Write(ref _known, found);
        return found;
    }

    private List<RedisTarget> Deployments(List<RedisTarget> clients, string? keyPrefix)
    {
        var ways = clients;
        if (options.Value.ConnectionString is { } text)
        {
            // It says how to read the server that it names, and takes no other one out of sight.
            var settings = _named ??= ConfigurationOptions.Parse(text);
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
