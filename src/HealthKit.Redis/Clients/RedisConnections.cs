using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace HealthKit.Redis.Clients;

/// <summary>HealthKit's own connections, one for each deployment: the application's multiplexer is neither slowed nor asked for administration.</summary>
internal sealed class RedisConnections(IOptions<RedisAuditOptions> options) : IAsyncDisposable
{
    private const string ClientName = "healthkit";

    private readonly ConcurrentDictionary<RedisTarget, Lazy<Task<ConnectionMultiplexer>>> _connections = new();

    /// <summary>The connection, made at the first call. It is given before it is connected, and connects again by itself.</summary>
    public async Task<IConnectionMultiplexer> OpenAsync(RedisTarget target, CancellationToken cancellationToken)
    {
        var opening = _connections.GetOrAdd(target, target => new(() => ConnectionMultiplexer.ConnectAsync(Own(target.Settings))));
        try
        {
            return await opening.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (RedisException)
        {
            _connections.TryRemove(new(target, opening));
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var opening in _connections.Values)
        {
            if (opening is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            {
                await opening.Value.Result.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>The application's settings, made small: one connection, short timeouts, no subscription, INFO allowed.</summary>
    private ConfigurationOptions Own(ConfigurationOptions settings)
    {
        int timeout = (int)options.Value.Timeout.TotalMilliseconds;
        var own = settings.Clone();
        own.ClientName = ClientName;
        own.AllowAdmin = true;
        own.AbortOnConnectFail = false;
        own.ConnectRetry = 1;
        own.ConnectTimeout = Math.Min(own.ConnectTimeout, timeout);
        own.AsyncTimeout = Math.Min(own.AsyncTimeout, timeout);
        own.SyncTimeout = Math.Min(own.SyncTimeout, timeout);
        own.BacklogPolicy = BacklogPolicy.FailFast;
        own.ReconnectRetryPolicy = new LinearRetry(1_000);
        own.ConfigurationChannel = "";
        own.TieBreaker = "";
        own.LoggerFactory = null;
        if (!settings.ToString(includePassword: false).Contains('$', StringComparison.Ordinal))
        {
            // Without it there is no second connection for subscriptions. A host that renames commands keeps its map.
            own.CommandMap = CommandMap.Create(["SUBSCRIBE"], available: false);
        }

        return own;
    }
}
