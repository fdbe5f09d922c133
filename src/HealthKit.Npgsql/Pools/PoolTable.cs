using HealthKit.Signals;

namespace HealthKit.Npgsql.Pools;

/// <summary>The pools that the driver reports, by the name it gives them; a name may hold host and user and is never shown.</summary>
internal sealed class PoolTable(TimeProvider time)
{
    private const int MostPools = 256;

    private readonly SlotTable<string, PoolSignals> _pools = new(
        name => new PoolSignals(name, time), new PoolSignals("", time), MostPools);

    private PoolSignals? _last;

    /// <summary>Distinct pools that did something since start.</summary>
    public int Created => _pools.Snapshot().Where(static pool => pool.Value.WasUsed).Sum(static pool => pool.Value.MostPools) + (int)_pools.OverflowedKeys;

    /// <summary>The pools that did something since start and that the driver still has.</summary>
    public IEnumerable<PoolSignals> InUse => _pools.Snapshot().Select(static pair => pair.Value).Where(static pool => pool.WasUsed && pool.IsAlive);

    /// <summary>Logical opens of requests of this host that ended, in all pools.</summary>
    public long RequestOpens => _pools.Snapshot().Sum(static pool => pool.Value.RequestOpens) + _pools.Overflow.RequestOpens;

    /// <summary>The pool with a name; the one asked for last is found by reference.</summary>
    public PoolSignals this[string name]
    {
        get
        {
            var last = _last;
            return last is not null && ReferenceEquals(last.Name, name) ? last : _last = _pools[name];
        }
    }

    /// <summary>Logical opens of a connection string, however it was written; null while no log event told of one.</summary>
    public long? LogicalOpens(string key)
    {
        long? opens = null;
        foreach (var (_, pool) in _pools.Snapshot())
        {
            if (pool.LogicalOpens is { } more && pool.Settings?.Key == key)
            {
                opens = (opens ?? 0) + more;
            }
        }

        return opens;
    }

    /// <summary>True when a log event has shown that opens of a database's source can be seen.</summary>
    public bool IsProved(Databases.Database database) => LogicalOpens(database.Settings.Key) is not null || LogicalOpens(database.SourceKey) is not null;

    /// <summary>True while its pools can spare a connection; which of several of one name is the busy one is not told.</summary>
    public bool IsAtLeisure(Databases.Database database) => InUse.Where(pool => pool.Name == database.PoolName || pool.Settings?.Key == database.Settings.Key)
        .All(pool => pool.Waiting == 0 && 2 * pool.InUse < database.Settings.ToPool(database.Name).MaximumSize);

    /// <summary>Takes one observed figure. A pool that never did anything since start belongs to somebody else in this process.</summary>
    public void Observe(string name, string? state, int connections) => this[name].Observe(state, connections);

    /// <summary>Marks the beginning of a reading.</summary>
    public void BeginReading()
    {
        foreach (var (_, pool) in _pools.Snapshot())
        {
            pool.BeginReading();
        }
    }

    /// <summary>Marks its end: pools that it did not report are gone.</summary>
    public void EndReading()
    {
        foreach (var (_, pool) in _pools.Snapshot())
        {
            pool.EndReading();
        }
    }
}
