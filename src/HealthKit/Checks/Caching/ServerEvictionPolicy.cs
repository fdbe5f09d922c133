using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>One server's eviction policy, held against what the checklist accepts.</summary>
internal sealed record ServerEvictionPolicy(CacheServer Server)
{
    private readonly ServerKeyExpiry _keys = new(Server);

    public string Policy => Server.MaxMemoryPolicy ?? "";

    public string Words => $"evicts by {Policy}{(Policy.EndsWith("-lfu", StringComparison.Ordinal) ? ", which serves as well as lru" : "")}";

    public Outcome Outcome => Policy switch
    {
        "allkeys-lru" or "allkeys-lfu" => Outcome.Pass,
        "volatile-lru" or "volatile-lfu" => SomeNeverExpire ? Outcome.Warn : Outcome.Pass,
        "noeviction" => Outcome.Fail,
        _ => Outcome.Warn,
    };

    // allkeys-lru would evict key rings, queues and locks too: where they share the server, only keys with an expiry may go.
    public Offender AsOffender() => new(Server.Name, $"maxmemory_policy is {Policy}{Why} (wanted: allkeys-lru or volatile-lru)", _keys.HoldsOtherKeys && !SomeNeverExpire
        ? "CONFIG SET maxmemory-policy volatile-lru"
        : _keys.HoldsOtherKeys
            ? $"Move {_keys.OtherKeys} to a server of their own, then CONFIG SET maxmemory-policy allkeys-lru"
            : "CONFIG SET maxmemory-policy allkeys-lru");

    private bool SomeNeverExpire => _keys.Refuted < Checklist.KeyExpiry.Limit!.Default;

    private string Why => Policy switch
    {
        "noeviction" => ", so that writes fail once memory is full",
        "volatile-lru" or "volatile-lfu" => $", but only {Units.Percent(_keys.Refuted ?? 0)} of sampled cache keys have an expiry and may go",
        _ => "",
    };
}
