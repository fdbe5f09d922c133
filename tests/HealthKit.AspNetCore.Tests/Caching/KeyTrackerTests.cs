using HealthKit.Caching;
using HealthKit.Evidence;
using Microsoft.Extensions.Time.Testing;

namespace HealthKit.AspNetCore.Tests.Caching;

public class KeyTrackerTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly CacheSignals _cache;

    public KeyTrackerTests() => _cache = new CacheSignals("cache", _time);

    [Fact]
    public void Twenty_parallel_fills_are_nineteen_too_many_and_a_lock_makes_none()
    {
        for (int caller = 0; caller < 20; caller++)
            _cache.Miss("naive:1");
        for (int caller = 0; caller < 20; caller++)
            _cache.Stored("naive:1", expires: true, absence: false, type: null);

        // Twenty miss outside the lock; the first misses again inside it and fills, the others find the value there.
        for (int caller = 0; caller < 21; caller++)
            _cache.Miss("locked:1");
        _cache.Stored("locked:1", expires: true, absence: false, type: null);
        for (int caller = 0; caller < 19; caller++)
            _cache.Hit("locked:1");

        Assert.Equal((1, 19, 19), Fills("naive"));
        Assert.Equal((1, 20, 0), Fills("locked"));
    }

    [Fact]
    public void A_refresh_by_the_clock_and_a_fill_after_expiry_are_no_duplicates()
    {
        for (int round = 0; round < 5; round++)
        {
            _cache.Miss("news");
            _cache.Miss("news");
            _cache.Stored("news", expires: true, absence: false, type: null);
            _time.Advance(TimeSpan.FromSeconds(30));
            _cache.Stored("news", expires: true, absence: false, type: null);
            _time.Advance(TimeSpan.FromSeconds(30));
        }

        Assert.Equal((5, 5, 0), Fills("news"));
    }

    [Fact]
    public void Keys_missed_again_and_again_are_absent_until_filled()
    {
        for (int round = 0; round < 5; round++)
        {
            for (int id = 0; id < 100; id++)
                _cache.Miss($"user:{id}");
        }

        for (int id = 0; id < 3_000; id++)
        {
            _cache.Miss($"page:{id}");
            _cache.Stored($"page:{id}", expires: true, absence: false, type: null);
        }

        Assert.Equal(0, Prefix("user").RepeatedlyAbsentKeys);
        _time.Advance(TimeSpan.FromSeconds(6));

        Assert.InRange(Prefix("user").RepeatedlyAbsentKeys, 90, 100);
        Assert.InRange(Prefix("user").AbsentLookups, 450, 500);
        Assert.Equal((0, 0), (Prefix("page").RepeatedlyAbsentKeys, Prefix("page").AbsentLookups));

        for (int id = 0; id < 100; id++)
            _cache.Stored($"user:{id}", expires: true, absence: true, type: null);
        Assert.InRange(Prefix("user").RepeatedlyAbsentKeys, 0, 60);
        Assert.Equal(100, Prefix("user").AbsencesCached);
    }

    [Fact]
    public void Counting_allocates_nothing_and_loses_nothing_under_threads()
    {
        Count(10_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Count(10_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        Parallel.For(0, 4, _ => Count(10_000));
        Assert.Equal(60_000, Prefix("product").Hits);
        Assert.Equal(60_000, Prefix("product").Misses);
        Assert.Equal(60_000, Prefix("product").SetsWithExpiry);
    }

    [Fact]
    public void Prefixes_are_bounded_and_the_rest_shares_one()
    {
        for (int number = 0; number < 300; number++)
            _cache.Hit($"{(char)('a' + number % 26)}{(char)('a' + number / 26)}x:1");

        var prefixes = _cache.Read().Prefixes;
        Assert.Equal(201, prefixes.Count);
        Assert.Equal(100, Assert.Single(prefixes, prefix => prefix.Prefix == "(other prefixes)").Hits);
    }

    private void Count(int times)
    {
        for (int time = 0; time < times; time++)
        {
            _cache.Hit("product:42");
            _cache.Miss("product:43");
            _cache.Stored("product:43", expires: true, absence: false, type: typeof(string));
        }
    }

    private CachePrefix Prefix(string name) => _cache.Read().Prefixes.Single(prefix => prefix.Prefix == name);

    private (long Fills, long Contended, long Duplicates) Fills(string name) => (Prefix(name).Fills, Prefix(name).ContendedMisses, Prefix(name).DuplicateFills);
}
