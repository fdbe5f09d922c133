using HealthKit.Evidence;
using HealthKit.Sources;

namespace HealthKit.Redis.Clients;

/// <summary>States the timeouts of the application's own multiplexers.</summary>
internal sealed class RedisClientSource(RedisTargets targets, TimeProvider time) : MemorySource<CacheClientEvidence>("redis.clients", time)
{
    protected override CacheClientEvidence Read(DateTimeOffset now) => new()
    {
        ObservedAt = now,
        MaxAge = Fresh,
        Clients = [.. targets.Clients.DistinctBy(static client => client.Settings.ToString(includePassword: false)).Select(Client)],
        BlindSpots = targets.Clients.Count > 0
            ? []
            : [new BlindSpot("redis", "No client of the application has been found yet.", "Register IConnectionMultiplexer as a singleton, or call AddStackExchangeRedisCache().")],
    };

    private static CacheClient Client(RedisTarget target)
    {
        var settings = target.Settings;
        // What was not set is not written; the asynchronous timeout follows the synchronous one.
        var written = settings.ToString(includePassword: false);
        bool connect = Writes(written, "connectTimeout");
        bool sync = Writes(written, "syncTimeout");
        bool async = sync || Writes(written, "asyncTimeout");
        return new CacheClient
        {
            Name = target.Name,
            ConnectTimeout = Timeout(settings.ConnectTimeout),
            ConnectTimeoutSetting = Setting(settings.ConnectTimeout, connect),
            SyncTimeout = Timeout(settings.SyncTimeout),
            SyncTimeoutSetting = Setting(settings.SyncTimeout, sync),
            AsyncTimeout = Timeout(settings.AsyncTimeout),
            AsyncTimeoutSetting = Setting(settings.AsyncTimeout, async),
        };
    }

    private static bool Writes(string settings, string name) => settings.Contains($",{name}=", StringComparison.OrdinalIgnoreCase);

    private static bool IsInfinite(int milliseconds) => milliseconds is <= 0 or int.MaxValue;

    private static new TimeSpan? Timeout(int milliseconds) => IsInfinite(milliseconds) ? null : TimeSpan.FromMilliseconds(milliseconds);

    private static TimeoutSetting Setting(int milliseconds, bool isWritten) =>
        IsInfinite(milliseconds) ? TimeoutSetting.Infinite : isWritten ? TimeoutSetting.Explicit : TimeoutSetting.Default;
}
