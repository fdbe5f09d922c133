using HealthKit.Attestation;
using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.ConnectionManagement;

public sealed class PoolSizeTests
{
    private static readonly Check Check = Checklist.PoolSize;
    private static readonly DatabaseServerEvidence Servers = Given.Servers(Given.Server());
    private static readonly DatabaseServerEvidence Roomy = Given.Servers(Given.Server() with { MaxConnections = 1_000 });

    [Fact]
    public void Shows_the_checklists_own_example()
    {
        var verdict = Given.Decide(Check, Sized(10), Servers);
        Assert.Equal(Outcome.Pass, verdict.Outcome);
        Assert.Equal(
            "shop: Maximum Pool Size 10; ceil(500/s x 15 ms x 1.3) = 10; 4 cores x 2 = 8; target max(10, 8) = 10; 10 x 1 instance = 10 of 97 connections that the server allows.",
            verdict.Observed);
    }

    [Theory]
    [InlineData(4, Outcome.Warn)]
    [InlineData(5, Outcome.Pass)]
    [InlineData(20, Outcome.Pass)]
    [InlineData(21, Outcome.Warn)]
    public void Allows_half_to_twice_the_target(int size, Outcome expected) => Assert.Equal(expected, Given.Decide(Check, Sized(size), Servers).Outcome);

    [Fact]
    public void Warns_of_the_drivers_default_with_the_fragment_to_paste_and_passes_once_it_is_set()
    {
        var byDefault = Given.Pools(Given.Pool() with { MaximumSize = 100, MaximumSizeExplicit = false });
        var red = Given.Decide(Check, byDefault, Roomy);
        Assert.Equal(Outcome.Warn, red.Outcome);
        Assert.Contains("Maximum Pool Size 100 by default", red.Observed, StringComparison.Ordinal);
        Assert.Equal("Set Maximum Pool Size=10 in the connection string.", red.Remedy);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Sized(10), Roomy).Outcome);
    }

    [Fact]
    public void Never_advises_a_smaller_pool_while_requests_hold_connections_for_long()
    {
        var held = Given.Decide(Check, Sized(100) with { CustodyPerRequest = TimeSpan.FromMilliseconds(31) }, Roomy);
        Assert.Equal(Outcome.Warn, held.Outcome);
        Assert.StartsWith("Release connections sooner", held.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("Maximum Pool Size=", held.Remedy, StringComparison.Ordinal);
        Assert.Contains("Maximum Pool Size=10", Given.Decide(Check, Sized(100) with { CustodyPerRequest = TimeSpan.FromMilliseconds(30) }, Roomy).Remedy, StringComparison.Ordinal);

        var overflowing = Given.Decide(Check, Sized(100) with { CustodyPerRequest = TimeSpan.FromSeconds(1) }, Servers);
        Assert.Equal(Outcome.Fail, overflowing.Outcome);
        Assert.DoesNotContain("Maximum Pool Size=", overflowing.Remedy, StringComparison.Ordinal);

        var unseen = Given.Decide(Check, Sized(100) with { CustodyPerRequest = null }, Roomy);
        Assert.StartsWith("Have custody of connections tracked first (4.6).", unseen.Remedy, StringComparison.Ordinal);
        Assert.Contains("Set Maximum Pool Size=10 in the connection string. At the peak of 500 requests/s that is enough only while a request holds its connection for at most 10 / (500/s x 1.3) = 15", unseen.Remedy, StringComparison.Ordinal);
        Assert.EndsWith("its queries take 15 ms.", unseen.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Sums_all_pools_of_one_connection_string()
    {
        var twice = Given.Pools(Given.Pool() with { MaximumSize = 60, Pools = 2 });
        var red = Given.Decide(Check, twice, Servers);
        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Contains("Maximum Pool Size 120 in 2 pools, 2 of them of the one connection string of shop", red.Observed, StringComparison.Ordinal);
        Assert.Contains("120 x 1 instance = 120 of 97 connections", red.Observed, StringComparison.Ordinal);
        Assert.Contains("from one data source", red.Remedy, StringComparison.Ordinal);
        Assert.Equal(Outcome.Warn, Given.Decide(Check, Given.Pools(Given.Pool() with { MaximumSize = 11, Pools = 2 }), Servers).Outcome);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Pools(Given.Pool() with { MaximumSize = 5, Pools = 2 }), Servers).Outcome);
    }

    [Fact]
    public void Fails_when_acquires_had_to_wait()
    {
        var verdict = Given.Decide(Check, Given.Pools(Given.Pool() with { MaximumSize = 4, Waits = 7 }), Servers);
        Assert.Equal(Outcome.Fail, verdict.Outcome);
        Assert.Contains("7 acquires had to wait in the last 24 h (limit 0)", verdict.Observed, StringComparison.Ordinal);
        Assert.Equal("Set Maximum Pool Size=10 in the connection string.", verdict.Remedy);
        Assert.Contains("held too long", Given.Decide(Check, Given.Pools(Given.Pool() with { AcquireTimeouts = 1 }), Servers).Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9, Outcome.Pass)]
    [InlineData(10, Outcome.Fail)]
    public void Fails_when_all_instances_want_more_than_the_server_allows(int instances, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Sized(10) with { Instances = instances }, Servers).Outcome);

    [Fact]
    public void Fails_at_the_tighter_limit_of_the_role_or_the_database()
    {
        var limited = Given.Servers(Given.Server() with { ConnectionLimit = 20 });
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Sized(10) with { Instances = 2 }, limited).Outcome);
        var red = Given.Decide(Check, Sized(10) with { Instances = 3 }, limited);
        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Contains("10 x 3 instances = 30 of 20 connections that the server allows this role or database", red.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void Gives_no_size_to_paste_before_the_load_is_measured()
    {
        var verdict = Given.Decide(Check, Sized(100) with { Uptime = TimeSpan.FromMinutes(1), PeakRequestsPerSecond = 0 }, Servers);
        Assert.Equal(Outcome.Fail, verdict.Outcome);
        Assert.Equal("Keep Maximum Pool Size at 97 or less in the connection string; 10 minutes of requests that query will say how much less.", verdict.Remedy);
    }

    [Fact]
    public void Leaves_the_servers_connections_to_a_proxy()
    {
        var proxied = Given.Servers(Given.Server() with { Proxy = "backend pid differs" });
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Sized(10) with { Instances = 50 }, proxied).Outcome);
    }

    [Fact]
    public void Sums_the_pools_of_one_server()
    {
        var two = Given.Pools(Given.Pool(), Given.Pool("reports") with { MaximumSize = 15 });
        var verdict = Given.Decide(Check, two, Servers);
        Assert.Equal(Outcome.Warn, verdict.Outcome);
        Assert.Equal("shop + reports", Assert.Single(verdict.Offenders).Subject);
        Assert.StartsWith("Share 10 connections between the pools shop + reports", verdict.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, Outcome.Pass)]
    [InlineData(18, Outcome.Unknown)]
    [InlineData(21, Outcome.Warn)]
    [InlineData(3, Outcome.Warn)]
    public void Does_not_guess_how_the_load_divides_between_servers(int size, Outcome expected)
    {
        var two = Given.Pools(Given.Pool() with { MaximumSize = size }, Given.Pool("reports") with { Server = "server 2" });
        Assert.Equal(expected, Given.Decide(Check, two, Given.Servers(Given.Server(), Given.Server("reports"))).Outcome);
    }

    [Fact]
    public void Lets_only_waits_and_overflow_decide_without_the_cores()
    {
        var coreless = Given.Servers(Given.Server() with { CpuCores = null });
        var verdict = Given.Decide(Check, Sized(10), coreless);
        Assert.Equal(Doubt.Blind, verdict.Doubt);
        Assert.Contains("DatabaseCpuCores", verdict.Remedy, StringComparison.Ordinal);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Sized(90), coreless).Outcome);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Sized(98), coreless).Outcome);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.Pools(Given.Pool() with { Waits = 1 }), coreless).Outcome);
    }

    [Fact]
    public void Is_unknown_before_ten_minutes_of_load()
    {
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Sized(10) with { Uptime = TimeSpan.FromSeconds(599) }, Servers).Doubt);
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Sized(10) with { PeakRequestsPerSecond = 0 }, Servers).Doubt);
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Sized(10) with { PeakRequestsPerSecond = double.NaN }, Servers).Doubt);
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Sized(10) with { QueryTimePerRequest = TimeSpan.Zero }, Servers).Doubt);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.Pools(Given.Pool() with { Waits = 1 }) with { Uptime = TimeSpan.FromMinutes(1) }, Servers).Outcome);
    }

    [Fact]
    public void Lets_what_is_not_seen_keep_a_pass_away()
    {
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Sized(10)).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Sized(10), Given.Servers(Given.Server() with { Unreadable = "no answer" })).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Sized(10), Given.Servers(Given.Server() with { MaxConnections = null })).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Sized(10) with { BlindSpots = [Given.Hidden] }, Servers).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.Pools(Given.Pool(), Given.Pool("reports") with { Pooling = false }), Servers).Doubt);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Pools(), Servers).Outcome);
        Assert.Equal(Outcome.Unknown, Given.DecideWithout(SubjectKind.Client, "*", Check, Sized(10), Servers).Outcome);
    }

    [Fact]
    public void Does_not_apply_without_a_database() => Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Given.InventoryWithoutDatabase()).Outcome);

    [Fact]
    public void Follows_an_overridden_factor()
    {
        Assert.Equal(Outcome.Pass, Given.DecideAt(3, Check, Sized(30), Servers).Outcome);
        Assert.Equal(Outcome.Warn, Given.DecideAt(1.5, Check, Sized(16), Servers).Outcome);
    }

    private static PoolEvidence Sized(int size) => Given.Pools(Given.Pool() with { MaximumSize = size });
}
