using HealthKit.Signals;

namespace HealthKit.Tests.Signals;

/// <summary>What parallel branches of one request do to what it holds.</summary>
public sealed class RequestConnectionsTests
{
    private const int Rounds = 2_000;

    // Twenty days.
    private const int Uptime = 1_728_000_000;

    private static readonly object Source = new();
    private static readonly TimeSpan Request = TimeSpan.FromSeconds(1);

    [Fact]
    public void Branches_that_open_their_first_connection_together_share_what_the_request_holds()
    {
        for (var round = 0; round < Rounds / 10; round++)
        {
            var scope = new RequestScope(null, 0);
            var begun = new RequestConnections[Threads.Count];
            Threads.Run(branch => begun[branch] = scope.Begin(new RequestConnections(Source, branch + 1, 0, 0)));

            var kept = Assert.Single(begun.Distinct());
            Assert.Same(kept, scope.ConnectionsSoFar);
            Assert.Same(kept, scope.Connections);
            Assert.Equal((1, 1), (kept.Opens, kept.Open));
        }
    }

    [Fact]
    public void Branches_that_open_and_close_connections_of_their_own_leave_none_open()
    {
        var connections = new RequestConnections(Source, 99, 0, 0);
        Threads.Run(branch =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                connections.Add(Source, branch + 1, 0, 0);
                Assert.True(connections.Holds(branch + 1));
                Assert.True(connections.Remove(branch + 1, 0));
            }
        });

        Assert.Equal(1, connections.Open);
        Assert.True(connections.Remove(99, 0));
        Assert.Empty(connections.Held());
    }

    [Fact]
    public void Branches_that_hand_a_connection_on_through_the_pool_leave_none_open()
    {
        // The driver gives a connection back to its pool before it tells of the close: another branch may have opened it meanwhile, and both closes be told at once.
        for (var round = 0; round < Rounds / 10; round++)
        {
            var connections = new RequestConnections(Source, 1, 0, 0);
            connections.Add(Source, 1, 0, 0);
            var closed = new bool[Threads.Count];
            Threads.Run(branch => closed[branch] = branch < 2 && connections.Remove(1, 0));

            Assert.Equal([true, true, false, false], closed);
            Assert.Equal(0, connections.Open);
        }
    }

    [Fact]
    public void Branches_of_a_timed_request_lose_none_of_the_time_that_they_hold_connections()
    {
        const int Rounds = 3_000_000;
        var connections = new RequestConnections(Source, 99, 0, milliseconds: Uptime) { IsTimed = true };
        Threads.Run(branch =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                connections.Add(Source, branch + 1, 0, Uptime);
                connections.Remove(branch + 1, Uptime + 1);
            }
        });

        connections.Remove(99, Uptime + 1);
        Assert.Equal(1 + Threads.Count * Rounds, connections.Opens);
        Assert.Equal(connections.Opens, connections.HeldMilliseconds(connections.Open, now: 0, Request));
    }

    [Fact]
    public void Tells_the_time_held_so_far_without_a_clock_once_all_are_closed()
    {
        var connections = new RequestConnections(Source, 1, 0, milliseconds: 100) { IsTimed = true };
        Assert.Equal(40, connections.HeldMilliseconds(connections.Open, now: 140, Request));
        connections.Remove(1, milliseconds: 150);
        Assert.Equal(50, connections.HeldMilliseconds(connections.Open, now: 0, Request));
    }

    [Fact]
    public void Tells_no_time_that_the_request_cannot_have_held_its_connections()
    {
        // As where a close falls between the two readings of the request's end, or a branch opened before it was decided that the request is timed.
        var negative = new RequestConnections(Source, 1, 0, milliseconds: Uptime) { IsTimed = true };
        Assert.Null(negative.HeldMilliseconds(open: 0, now: 0, Request));

        var tooLong = new RequestConnections(Source, 1, 0, milliseconds: 0) { IsTimed = true };
        tooLong.Add(Source, 2, 0, Uptime);
        tooLong.Remove(1, Uptime);
        tooLong.Remove(2, Uptime);
        Assert.Null(tooLong.HeldMilliseconds(open: 0, now: 0, Request));

        // Two connections all along, by a clock that is coarser than the request's.
        var twice = new RequestConnections(Source, 1, 0, Uptime) { IsTimed = true };
        twice.Add(Source, 2, 0, Uptime);
        Assert.Equal(2 * 1_015, twice.HeldMilliseconds(open: 2, Uptime + 1_015, Request));
    }
}
