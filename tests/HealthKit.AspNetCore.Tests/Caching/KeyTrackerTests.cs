using HealthKit.Caching;
using HealthKit.Evidence;
using HealthKit.Signals;
using HealthKit.Sources;
using Microsoft.Extensions.Time.Testing;

namespace HealthKit.AspNetCore.Tests.Caching;

public class KeyTrackerTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly CacheSignals _cache;

    public KeyTrackerTests() => _cache = new CacheSignals("cache", _time, new CodeWords());

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
        // Words of the code, since others share one slot much sooner.
        foreach (var word in new[] { typeof(CodeWords), typeof(CachePrefix) }.SelectMany(static type => type.Assembly.GetTypes()).Select(static type => type.Name).Where(static name => name.Length <= 24 && name.All(char.IsAsciiLetter)).Distinct().Take(300))
            _cache.Hit($"{word}:1");

        var prefixes = _cache.Read().Prefixes;
        Assert.Equal(201, prefixes.Count);
        Assert.Equal(100, Assert.Single(prefixes, prefix => prefix.Prefix == "(other prefixes)").Hits);
    }

    [Fact]
    public void Further_names_stand_for_themselves_and_words_of_visitors_do_not()
    {
        for (int id = 0; id < 100; id++)
        {
            _cache.Hit($"shop:cart:{id}");
            _cache.Miss($"shop:price:{id}");
            _cache.Hit($"search:{(char)('a' + (id % 20))}word:{id}:24");
            _cache.Hit($"user:jane:{id % 3}");
        }

        Assert.Equal([("search", 100, 0), ("shop:cart", 100, 0), ("shop:price", 0, 100), ("user", 100, 0)], _cache.Read().Prefixes.Select(prefix => (prefix.Prefix, prefix.Hits, prefix.Misses)).OrderBy(prefix => prefix.Prefix, StringComparer.Ordinal));
    }

    [Fact]
    public void Two_types_collide_where_their_keys_differ_in_ids_alone()
    {
        void Store(string key, Type type) => _cache.Stored(key, expires: true, absence: false, type);
        Store("item:1", typeof(Uri));
        Store("item:2", typeof(Version));
        Store("product:1", typeof(Uri));
        Store("product:all", typeof(List<Uri>));
        Store("product:1:tags", typeof(string[]));
        Store("list:1", typeof(List<Uri>));
        Store("list:2", typeof(Uri[]));
        Store("missing:1", typeof(Uri));
        Store("missing:2", typeof(string));
        Store("any:1", typeof(Stream));
        Store("any:2", typeof(MemoryStream));

        Assert.Equal(["Uri", "Version"], Prefix("item").TypesOfOneForm.Order(StringComparer.Ordinal));
        Assert.All(_cache.Read().Prefixes.Where(prefix => prefix.Prefix != "item"), prefix => Assert.True(prefix.TypesOfOneForm.Count < 2, prefix.Prefix));
        Assert.Contains("List<Uri>", Prefix("product").ValueTypes);
    }

    [Fact]
    public void A_key_that_is_asked_for_all_the_time_is_as_absent_as_one_that_is_left_alone()
    {
        for (int second = 0; second < 12; second++)
        {
            _cache.Miss("gone:1");
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal((1, 12), (Prefix("gone").RepeatedlyAbsentKeys, Prefix("gone").AbsentLookups));
        _cache.Stored("gone:1", expires: true, absence: true, type: null);
        Assert.Equal((0, 0), (Prefix("gone").RepeatedlyAbsentKeys, Prefix("gone").AbsentLookups));
    }

    [Fact]
    public void A_change_written_by_a_request_that_missed_nothing_is_no_fill_too_many()
    {
        _cache.Miss("product:1");
        _cache.Miss("product:1");
        _cache.Stored("product:1", expires: true, absence: false, type: null);
        InRequest(() => _cache.Stored("product:1", expires: true, absence: false, type: null));
        Assert.Equal((1, 1, 0), Fills("product"));

        _cache.Miss("other:1");
        InRequest(() =>
        {
            _cache.Miss("other:1");
            _cache.Stored("other:1", expires: true, absence: false, type: null);
        });
        _cache.Stored("other:1", expires: true, absence: false, type: null);
        Assert.Equal((1, 1, 1), Fills("other"));
    }

    private static void InRequest(Action work)
    {
        var thread = new Thread(() =>
        {
            new RequestScope(null, 0).Enter();
            work();
        });
        thread.Start();
        thread.Join();
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
