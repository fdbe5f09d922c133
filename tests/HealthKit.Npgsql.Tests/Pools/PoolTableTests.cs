using HealthKit.Npgsql.Pools;
using Microsoft.Extensions.Time.Testing;

namespace HealthKit.Npgsql.Tests.Pools;

public class PoolTableTests
{
    private const string Name = "Host=a;Database=shop;Username=u";

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    [Fact]
    public void Adds_up_the_pools_of_a_name_and_forgets_those_that_are_gone()
    {
        var table = new PoolTable(_time);
        var pool = table[Name];
        Read(table, (2, 4), (0, 3));
        Assert.Equal((2, 7, 2, 7), (pool.Idle, pool.InUse, pool.Pools, pool.PeakUsed));
        Read(table, (1, 1), (0, 0));
        Assert.Equal((1, 1, 1, 7), (pool.Idle, pool.InUse, pool.Pools, pool.PeakUsed));
        Read(table);
        Assert.Equal((0, 0, 1, false), (pool.Idle, pool.InUse, pool.Pools, pool.IsAlive));
    }

    [Fact]
    public void Takes_a_pool_with_one_connection_of_HealthKits_own_for_nobodys_only_as_long_as_nothing_passes_by_it()
    {
        var table = new PoolTable(_time);
        table[Name].NoteOwnOpen();
        Read(table, (1, 0), (3, 1));
        Assert.Equal(1, table[Name].Pools);
        Read(table, (2, 0), (3, 1));
        Assert.Equal(2, table[Name].Pools);
        _time.Advance(TimeSpan.FromMinutes(10));
        Read(table, (1, 0), (3, 1));
        Assert.Equal(2, table[Name].Pools);
    }

    [Fact]
    public void Gives_a_pool_for_each_open_no_warm_up_of_its_own()
    {
        var table = new PoolTable(_time);
        for (var made = 1; made <= 1_000; made++)
        {
            table[Name].CountPhysicalOpen();
        }

        Read(table, [.. Enumerable.Repeat((1, 0), 1_000)]);
        Assert.Equal((1_000, 992L), (table.Created, table[Name].PhysicalOpens));

        var kept = new PoolTable(_time);
        for (var made = 1; made <= 20; made++)
        {
            kept[Name].CountPhysicalOpen();
        }

        Read(kept, (8, 2), (5, 5));
        Assert.Equal((2, 0L), (kept.Created, kept[Name].PhysicalOpens));
    }

    private static void Read(PoolTable table, params (int Idle, int Used)[] pools)
    {
        table.BeginReading();
        foreach (var (idle, used) in pools)
        {
            table.Observe(Name, NpgsqlInstruments.IdleState, idle);
            table.Observe(Name, NpgsqlInstruments.UsedState, used);
        }

        table.EndReading();
    }
}
