using HealthKit.Caching;
using HealthKit.Evidence;
using HealthKit.Requests;
using StackExchange.Redis;

namespace HealthKit.Redis.Clients;

/// <summary>
/// Notices that the application talks to Redis past the cache interfaces. The driver shows neither keys nor results of such calls, but a
/// multiplexer counts its operations. What HybridCache sends is not taken off, since most of its look-ups never leave the process.
/// </summary>
internal sealed class DirectUse(RedisTargets targets, CacheObservation observation, RequestRecorder recorder, TimeProvider time) : IServerOnlyUse
{
    // A multiplexer's own handshakes, pings and looks at the topology, generously.
    private const long Handshakes = 50;
    private const double OwnOperationsASecond = 0.2;

    // A look-up or store of the framework's cache is up to three commands.
    private const long CommandsAnOperation = 3;

    /// <summary>Operations of the application's multiplexers, their own handshakes apart.</summary>
    public long Operations => targets.Clients.Sum(target => target.Application is { } multiplexer ? OperationsOf(multiplexer) : 0);

    /// <summary>Operations of one multiplexer, its own handshakes apart.</summary>
    public long OperationsOf(IConnectionMultiplexer multiplexer) => Math.Max(0, multiplexer.GetCounters().Interactive.OperationCount - Own);

    private long Own => Handshakes + (long)(OwnOperationsASecond * (time.GetUtcNow() - recorder.StartedAt).TotalSeconds);

    public IEnumerable<BlindSpot> Find()
    {
        long own = Own;
        long explained = targets.HasFrameworkCache ? CommandsAnOperation * observation.Caches.Where(static cache => !cache.InProcess).Sum(static cache => cache.Hits + cache.Misses + cache.Sets) : 0;
        foreach (var target in targets.Clients)
        {
            long operations = target.Application?.GetCounters().Interactive.OperationCount ?? 0;
            if (operations > own + explained)
            {
                yield return new BlindSpot(
                    target.Name,
                    FormattableString.Invariant($"The application sends commands through IDatabase ({operations:#,0} operations), and the driver shows neither their keys nor what they found."),
                    "Look up through HybridCache or IDistributedCache.");
            }
        }
    }
}
