using HealthKit.Signals;

namespace HealthKit.Tests.Signals;

public sealed class SlotTableTests
{
    [Fact]
    public void Gives_each_key_its_slot_up_to_the_capacity_and_one_slot_to_the_rest()
    {
        string rest = "rest";
        var table = new SlotTable<int, string>(static key => $"slot {key}", rest, capacity: 10);
        for (int round = 0; round < 3; round++)
        {
            for (int key = 0; key < 40; key++)
                Assert.Equal(key < 10 ? $"slot {key}" : "rest", table[key]);
        }

        Assert.Equal((10, 90, 30), (table.Count, table.OverflowHits, table.OverflowedKeys));
        Assert.Same(table.Overflow, table[12]);
        Assert.Equal(10, table.Snapshot().Count());
    }

    [Fact]
    public void Estimates_a_flood_of_keys_without_keeping_them()
    {
        var table = new SlotTable<string, object>(static _ => new(), new(), capacity: 100);
        for (int key = 0; key < 50_100; key++)
            _ = table[$"/wp-admin/{key}.php"];
        Assert.Equal((100, 50_000), (table.Count, table.OverflowHits));
        Assert.InRange(table.OverflowedKeys, 48_500, 51_500);
    }

    [Fact]
    public void Never_exceeds_the_capacity_nor_splits_a_key_between_threads()
    {
        var rest = new object();
        var table = new SlotTable<int, object>(static _ => new(), rest, capacity: 500);
        var seen = new object[Threads.Count, 2_000];
        Threads.Run(thread =>
        {
            for (int key = 0; key < 2_000; key++)
                seen[thread, key] = table[key];
        });
        Assert.Equal(500, table.Count);
        Assert.Equal(500, table.Snapshot().Count());
        var own = table.Snapshot().ToDictionary();
        for (int thread = 0; thread < Threads.Count; thread++)
        {
            for (int key = 0; key < 2_000; key++)
                Assert.True(seen[thread, key] == rest || seen[thread, key] == own[key]);
        }
    }

    [Fact]
    public void Allocates_nothing_on_a_hit_nor_on_overflow()
    {
        var table = new SlotTable<(string Method, string Template), object>(static _ => new(), new(), capacity: 1);
        Assert.Equal(0, Allocations.Of(() => _ = table[("GET", "/")]));
        Assert.Equal(0, Allocations.Of(() => _ = table[("GET", "/other")]));
    }
}
