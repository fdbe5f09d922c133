using HealthKit.Resilience.CircuitBreaking;
using Microsoft.Extensions.Time.Testing;

namespace HealthKit.Resilience.Tests.CircuitBreaking;

/// <summary>The breaker against a plain model of the checklist's words, over random histories; a failing seed is in the test's name.</summary>
public sealed class BreakerStateTests
{
    private const int Steps = 4_000;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Does_what_the_checklist_says_over_any_history(int seed)
    {
        var random = new Random(seed);
        var time = new FakeTimeProvider();
        var breaker = new BreakerState(0.5, TimeSpan.FromSeconds(10), 20, TimeSpan.FromSeconds(30), 3, time);
        var model = new Model();
        var (failing, opened, closed) = (false, 0, 0);
        for (var step = 0; step < Steps; step++)
        {
            // Whole seconds, so that a slice of the window holds exactly one of them.
            var seconds = random.Next(8) switch { 0 => random.Next(0, 45), 1 or 2 => 1, _ => 0 };
            time.Advance(TimeSpan.FromSeconds(seconds));
            model.Now += seconds;
            failing = random.Next(60) == 0 ? !failing : failing;
            var failed = random.NextDouble() < (failing ? 0.8 : 0.1);

            var expected = model.MayEnter();
            var era = breaker.TryEnter(out var retryAfter);
            Assert.Equal(expected, era is not null);
            Assert.InRange(retryAfter.TotalSeconds, 0, 30);
            if (era is { } entered)
            {
                var change = breaker.Report(entered, failed);
                Assert.Equal(model.Report(failed), change);
                opened += change is BreakerChange.Opened ? 1 : 0;
                closed += change is BreakerChange.Closed ? 1 : 0;
            }
        }

        Assert.True(opened > 0 && closed > 0, "The history never opened and closed the breaker, so it proved nothing.");
    }

    [Theory]
    [InlineData(20, 10, false)]
    [InlineData(20, 11, true)]
    [InlineData(19, 19, false)]
    [InlineData(40, 20, false)]
    [InlineData(39, 20, true)]
    public void Opens_above_half_of_at_least_twenty(int calls, int failures, bool opens)
    {
        var breaker = new BreakerState(0.5, TimeSpan.FromSeconds(10), 20, TimeSpan.FromSeconds(30), 3, new FakeTimeProvider());
        for (var call = 0; call < calls; call++)
        {
            breaker.Report(breaker.TryEnter(out _)!.Value, failed: call >= calls - failures);
        }

        Assert.Equal(opens, breaker.IsOpen);
    }

    [Fact]
    public void Does_not_let_a_call_from_before_the_opening_close_it()
    {
        var time = new FakeTimeProvider();
        var breaker = new BreakerState(0.5, TimeSpan.FromSeconds(10), 20, TimeSpan.FromSeconds(30), 1, time);
        var early = breaker.TryEnter(out _)!.Value;
        Open(breaker);

        Assert.Equal(BreakerChange.None, breaker.Report(early, failed: false));
        Assert.True(breaker.IsOpen);
    }

    [Fact]
    public void Lets_one_call_through_each_break_however_many_ask()
    {
        var time = new FakeTimeProvider();
        var breaker = new BreakerState(0.5, TimeSpan.FromSeconds(10), 20, TimeSpan.FromSeconds(30), 3, time);
        Open(breaker);
        for (var probe = 0; probe < 3; probe++)
        {
            time.Advance(TimeSpan.FromSeconds(30));
            var entered = 0;
            Parallel.For(0, 64, _ =>
            {
                if (breaker.TryEnter(out TimeSpan _) is not null)
                {
                    Interlocked.Increment(ref entered);
                }
            });
            Assert.Equal(1, entered);
        }
    }

    private static void Open(BreakerState breaker)
    {
        for (var call = 0; call < 20; call++)
        {
            breaker.Report(breaker.TryEnter(out _)!.Value, failed: true);
        }

        Assert.True(breaker.IsOpen);
    }

    /// <summary>The checklist's sentence with a list of all calls instead of counters.</summary>
    private sealed class Model
    {
        private readonly List<(long At, bool Failed)> _calls = [];
        private long? _lastProbe;
        private int _successes;

        public long Now { get; set; }

        public bool MayEnter()
        {
            if (_lastProbe is null)
            {
                return true;
            }

            if (Now - _lastProbe < 30)
            {
                return false;
            }

            _lastProbe = Now;
            return true;
        }

        public BreakerChange Report(bool failed)
        {
            if (_lastProbe is not null)
            {
                _successes = failed ? 0 : _successes + 1;
                if (_successes < 3)
                {
                    return BreakerChange.None;
                }

                _lastProbe = null;
                _calls.Clear();
                return BreakerChange.Closed;
            }

            _calls.Add((Now, failed));
            var recent = _calls.Where(call => Now - call.At < 10).ToList();
            if (!failed || recent.Count < 20 || recent.Count(static call => call.Failed) * 2 <= recent.Count)
            {
                return BreakerChange.None;
            }

            (_lastProbe, _successes) = (Now, 0);
            return BreakerChange.Opened;
        }
    }
}
