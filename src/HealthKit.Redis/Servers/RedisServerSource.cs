using HealthKit.Evidence;
using HealthKit.Redis.Clients;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace HealthKit.Redis.Servers;

/// <summary>States the Redis servers' own figures, read in the background.</summary>
internal sealed class RedisServerSource(RedisTargets targets, ServerReader reader, IOptions<RedisAuditOptions> options, TimeProvider time) : IEvidenceSource
{
    // Readings may fail twice before the last one is too old.
    private const int ReadingsOfValidity = 3;
    private const string NotMade = "The application's multiplexer could not be created: its server does not answer.";

    public string Name => "redis.servers";

    public IReadOnlyList<Type> Kinds { get; } = [typeof(CacheServerEvidence)];

    public TimeSpan Interval => options.Value.Interval;

    public TimeSpan Timeout => 2 * options.Value.Timeout;

    public async ValueTask<EvidenceReading> ReadAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<RedisTarget> found;
        try
        {
            found = await targets.FindAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return Gap(NotMade);
        }

        var unmade = targets.Unmade;
        if (found.Count == 0)
        {
            return Gap(unmade.Count > 0 ? NotMade : "No IConnectionMultiplexer is registered as a singleton, and AddStackExchangeRedisCache() was not called with a configuration. Set HealthAudit:Redis:ConnectionString.");
        }

        var servers = await Task.WhenAll(found.Select(target => reader.ReadAsync(target, cancellationToken))).ConfigureAwait(false);
        return EvidenceReading.Of(new CacheServerEvidence
        {
            ObservedAt = time.GetUtcNow(),
            MaxAge = ReadingsOfValidity * options.Value.Interval + Timeout,
            Servers = ServerReading.Once([.. servers.SelectMany(static servers => servers), .. unmade.Select(static name => ServerReading.Blind(name, NotMade))]),
        });
    }

    private EvidenceReading Gap(string reason) => new()
    {
        Gaps = [new EvidenceGap { Kind = EvidenceKinds.Name(typeof(CacheServerEvidence)), Reason = reason, ObservedAt = time.GetUtcNow() }],
    };
}
