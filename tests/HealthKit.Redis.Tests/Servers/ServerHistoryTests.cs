using HealthKit.Redis.Servers;
using Microsoft.Extensions.Time.Testing;

namespace HealthKit.Redis.Tests.Servers;

public class ServerHistoryTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Rates_evictions_over_the_uptime_first_over_the_window_then_and_anew_after_a_restart()
    {
        var history = new ServerHistory(_time);
        history.Add(Info("a", uptime: 7_200, evicted: 200, hits: 10, misses: 5));
        Assert.Equal((100.0, TimeSpan.FromHours(2), true), history.Evictions);
        Assert.Equal(((long?)null, (long?)null), history.Lookups);

        _time.Advance(TimeSpan.FromMinutes(30));
        history.Add(Info("a", uptime: 9_000, evicted: 210, hits: 30, misses: 6));
        Assert.Equal((20.0, TimeSpan.FromMinutes(30), false), history.Evictions);
        Assert.Equal((20, 1), history.Lookups);

        history.Add(Info("b", uptime: 10, evicted: 5, hits: 3, misses: 2));
        Assert.Equal((5.0, TimeSpan.FromSeconds(10), true), history.Evictions);
        Assert.Equal((3, 2), history.Lookups);
        Assert.Equal(15, history.EvictedSinceFirst);
    }

    [Fact]
    public void Leaves_its_own_look_at_keys_out_of_the_servers_hit_rate()
    {
        var history = new ServerHistory(_time);
        history.Add(Info("a", uptime: 1, evicted: 0, hits: 0, misses: 0));
        history.CountOwn(hits: 40, misses: 2);
        history.Add(Info("a", uptime: 2, evicted: 0, hits: 47, misses: 3));

        Assert.Equal((7, 1), history.Lookups);
    }

    [Fact]
    public void A_server_that_counts_no_evictions_has_no_rate()
    {
        var history = new ServerHistory(_time);
        history.Add(new RedisInfo("# Server\r\nredis_version:7.2.5\r\nserver_name:garnet\r\n"));
        Assert.Null(history.Evictions.PerHour);
    }

    [Fact]
    public async Task A_walk_through_all_keys_that_takes_too_long_is_not_begun_again_at_once_and_keeps_what_was_known()
    {
        var history = new ServerHistory(_time);
        int asked = 0;
        var interval = TimeSpan.FromMinutes(5);
        Task<string> AskAsync(Exception? exception)
        {
            asked++;
            return exception is null ? Task.FromResult("db0:keys=3,expires=1") : Task.FromException<string>(exception);
        }

        Assert.Equal("", await history.KeyspaceAsync(() => AskAsync(new TimeoutException()), interval));
        Assert.Equal("", await history.KeyspaceAsync(() => AskAsync(null), interval));
        Assert.Equal(1, asked);

        _time.Advance(interval);
        Assert.Equal("db0:keys=3,expires=1", await history.KeyspaceAsync(() => AskAsync(null), interval));
        _time.Advance(interval);
        Assert.Equal("db0:keys=3,expires=1", await history.KeyspaceAsync(() => AskAsync(new TimeoutException()), interval));
        Assert.Equal(3, asked);
    }

    [Fact]
    public void A_server_that_several_names_lead_to_keeps_one_of_them_in_whatever_order_they_come()
    {
        var (redis, carts, other) = (new ServerHistory(_time), new ServerHistory(_time), new ServerHistory(_time));
        foreach (long evicted in (long[])[0, 7])
        {
            redis.Add(Info("a", uptime: 1, evicted, hits: 0, misses: 0));
            other.Add(Info("b", uptime: 1, 2 * evicted, hits: 0, misses: 0));
        }

        carts.Add(Info("a", uptime: 1, evicted: 7, hits: 0, misses: 0));
        KeyValuePair<string, ServerHistory>[] ways = [new("redis", redis), new("carts", carts), new("other", other)];

        Assert.Equal([("carts", 7L), ("other", 14L)], ServerHistory.Evicted(ways).Order());
        Assert.Equal([("carts", 7L), ("other", 14L)], ServerHistory.Evicted(ways.Reverse()).Order());
    }

    private static RedisInfo Info(string run, long uptime, long evicted, long hits, long misses) => new(
        FormattableString.Invariant($"run_id:{run}\r\nuptime_in_seconds:{uptime}\r\nevicted_keys:{evicted}\r\nkeyspace_hits:{hits}\r\nkeyspace_misses:{misses}\r\n"));
}
