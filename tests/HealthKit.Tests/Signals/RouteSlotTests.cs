using HealthKit.Signals;
using Microsoft.Extensions.Time.Testing;

namespace HealthKit.Tests.Signals;

public sealed class RouteSlotTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly SliceClock _clock;
    private readonly RouteSlot _slot;

    public RouteSlotTests()
    {
        _clock = new(_time);
        _slot = new("GET", "/orders/{id}", _clock);
    }

    [Fact]
    public void Keeps_warm_up_apart()
    {
        Record(10_000, 500);
        Record(10_000, 200, warm: true);
        for (int i = 0; i < 3; i++)
            Record(10_000, 404);
        Assert.Equal((0, 5, 0, 0), (_slot.Requests, _slot.WarmUp, _slot.ClientErrors, _slot.ServerErrors));

        Record(10_000, 200, warm: true);
        Record(7, 200);
        Assert.Equal((1, 6, 7), (_slot.Requests, _slot.WarmUp, _slot.StatusCodes.Total));
        Assert.Equal(1, _slot.Latency.Snapshot().Total.Count);
        Assert.Equal(TimeSpan.FromMilliseconds(7), _slot.TotalTime);
    }

    [Fact]
    public void Leaves_client_errors_out_of_latency_and_takes_server_errors_and_aborts_in()
    {
        PassWarmUp();
        Record(1, 200);
        Record(20, 404);
        Record(300, 503);
        Record(4_000, 499, aborted: true);
        Assert.Equal((4, 1, 1, 1), (_slot.Requests, _slot.ClientErrors, _slot.ServerErrors, _slot.Aborted));
        Assert.Equal(TimeSpan.FromMilliseconds(4_321), _slot.TotalTime);
        var latency = _slot.Latency.Snapshot().Window;
        Assert.Equal((3, TimeSpan.FromMilliseconds(4_301), TimeSpan.FromSeconds(4)), (latency.Count, latency.Sum, latency.Max));
        Assert.Contains((404, 1), _slot.StatusCodes.Snapshot());
    }

    [Fact]
    public void Knows_who_gave_up_in_the_window()
    {
        PassWarmUp();
        Assert.Equal(0, _slot.AbortedInWindow);
        Record(1, 499, aborted: true);
        _time.Advance(TimeSpan.FromMinutes(10));
        Record(1, 499, aborted: true);
        Record(1, 499, aborted: true);
        Assert.Equal((3, 3), (_slot.AbortedInWindow, _slot.Aborted));

        _time.Advance(TimeSpan.FromMinutes(8));
        Assert.Equal((2, 3), (_slot.AbortedInWindow, _slot.Aborted));

        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal((0, 3), (_slot.AbortedInWindow, _slot.Aborted));
        Record(1, 499, aborted: true);
        Assert.Equal((1, 4), (_slot.AbortedInWindow, _slot.Aborted));
    }

    [Fact]
    public void Knows_when_it_was_first_and_last_seen()
    {
        Assert.Null(_slot.FirstSeen);
        var first = _time.GetUtcNow();
        Record(1, 200);
        _time.Advance(TimeSpan.FromHours(1));
        Record(1, 200);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal((first, first.AddHours(1)), (_slot.FirstSeen, _slot.LastSeen));
    }

    [Fact]
    public void Adds_up_exactly_between_threads()
    {
        const int Each = 30_000;
        Threads.Run(thread =>
        {
            for (int i = 0; i < Each; i++)
                Record(1, thread switch { 0 => 200, 1 => 404, 2 => 500, _ => 201 });
        });
        Assert.Equal((Threads.Count * Each - 5, 5), (_slot.Requests, _slot.WarmUp));
        var latency = _slot.Latency.Snapshot().Total;
        Assert.Equal(_slot.Requests - _slot.ClientErrors, latency.Count);
        Assert.Equal(TimeSpan.FromMilliseconds(_slot.Requests), _slot.TotalTime);
    }

    [Fact]
    public void Allocates_nothing_per_request()
    {
        PassWarmUp();
        Assert.Equal(0, Allocations.Of(() => Record(12, 200)));
        Assert.Equal(0, Allocations.Of(() => Record(12, 404)));
        Assert.Equal(0, Allocations.Of(() => Record(12, 500, aborted: true)));
    }

    [Fact]
    public void Counts_long_requests_from_the_first_one_on_but_for_those_of_the_start()
    {
        var jobTicks = 6 * TimeSpan.TicksPerSecond;
        _slot.Record(jobTicks, 200, aborted: false, warm: true, 1);
        _slot.Record(jobTicks, 200, aborted: false, warm: false, 2);
        _slot.Record(jobTicks, 404, aborted: false, warm: false, 3);
        _slot.Record(5 * TimeSpan.TicksPerSecond, 200, aborted: false, warm: false, 4);

        Assert.Equal((1, 4), (_slot.LongRequests, _slot.WarmUp));
    }

    private void PassWarmUp()
    {
        for (int i = 0; i < 5; i++)
            Record(1, 200);
    }

    private void Record(int milliseconds, int status, bool aborted = false, bool warm = false) =>
        _slot.Record(milliseconds * TimeSpan.TicksPerMillisecond, status, aborted, warm, _clock.Timestamp);
}
