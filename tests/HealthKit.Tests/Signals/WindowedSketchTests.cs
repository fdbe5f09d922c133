using HealthKit.Evidence;
using HealthKit.Signals;
using HealthKit.Tests.Evidence;
using Microsoft.Extensions.Time.Testing;

namespace HealthKit.Tests.Signals;

public sealed class WindowedSketchTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly SliceClock _clock;
    private readonly WindowedSketch _sketch;

    public WindowedSketchTests()
    {
        _clock = new(_time);
        _sketch = new(_clock);
    }

    [Fact]
    public void Forgets_samples_after_the_window_and_keeps_them_in_the_total()
    {
        var start = _time.GetUtcNow();
        Add(TimeSpan.FromSeconds(2));
        Assert.Equal((1, start), (_sketch.Snapshot().Window.Count, _sketch.Snapshot().WindowSince));

        for (int minute = 1; minute < 15; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            Add(TimeSpan.FromMilliseconds(1));
            Assert.Equal(minute + 1, _sketch.Snapshot().Window.Count);
        }

        _time.Advance(TimeSpan.FromMinutes(1));
        var aged = _sketch.Snapshot();
        Assert.Equal(0, aged.Window.CountPossiblyOver(TimeSpan.FromSeconds(1)));
        Assert.Equal(1, aged.Total.CountCertainlyOver(TimeSpan.FromSeconds(1)));
        Assert.Equal((12, 15), (aged.Window.Count, aged.Total.Count));
        Assert.Equal((start.AddMinutes(3), start), (aged.WindowSince, aged.TotalSince));
        Assert.Equal((TimeSpan.FromMilliseconds(12), TimeSpan.FromMilliseconds(1)), (aged.Window.Sum, aged.Window.Max));
        Assert.Equal((TimeSpan.FromMilliseconds(2_014), TimeSpan.FromSeconds(2)), (aged.Total.Sum, aged.Total.Max));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Never_presents_old_samples_as_the_last_fifteen_minutes(bool addAfterwards)
    {
        for (int i = 0; i < 500; i++)
            Add(TimeSpan.FromSeconds(2));
        _time.Advance(TimeSpan.FromHours(5));
        if (addAfterwards)
            Add(TimeSpan.FromMilliseconds(1));

        var snapshot = _sketch.Snapshot();
        Assert.Equal(addAfterwards ? 1 : 0, snapshot.Window.Count);
        Assert.Equal(0, snapshot.Window.CountPossiblyOver(TimeSpan.FromSeconds(1)));
        Assert.InRange(_time.GetUtcNow() - snapshot.WindowSince, TimeSpan.FromMinutes(12), TimeSpan.FromMinutes(15));
        Assert.Equal(500, snapshot.Total.CountCertainlyOver(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Keeps_the_window_right_when_hours_of_traffic_pass_without_a_snapshot()
    {
        for (int second = 0; second < 6 * 3_600; second += 10)
        {
            Add(TimeSpan.FromMilliseconds(second < 5 * 3_600 ? 3_000 : 1));
            _time.Advance(TimeSpan.FromSeconds(10));
        }

        var snapshot = _sketch.Snapshot();
        Assert.Equal(0, snapshot.Window.CountPossiblyOver(TimeSpan.FromSeconds(1)));
        Assert.Equal((long)((_time.GetUtcNow() - snapshot.WindowSince) / TimeSpan.FromSeconds(10)), snapshot.Window.Count);
        Assert.Equal(6 * 360, snapshot.Total.Count);
    }

    [Fact]
    public void Ages_the_total_out_within_a_day()
    {
        var start = _time.GetUtcNow();
        Add(TimeSpan.FromSeconds(2));
        _time.Advance(TimeSpan.FromHours(12));
        Add(TimeSpan.FromMilliseconds(1));
        _time.Advance(TimeSpan.FromHours(12) - TimeSpan.FromTicks(1));
        Assert.Equal((2, start), (_sketch.Snapshot().Total.Count, _sketch.Snapshot().TotalSince));

        _time.Advance(TimeSpan.FromTicks(1));
        var aged = _sketch.Snapshot();
        Assert.Equal((1, start.AddHours(12)), (aged.Total.Count, aged.TotalSince));
        Assert.Equal(TimeSpan.FromMilliseconds(1), aged.Total.Max);

        _time.Advance(TimeSpan.FromDays(3));
        Assert.Equal(0, _sketch.Snapshot().Total.Count);
        Assert.InRange(_time.GetUtcNow() - _sketch.Snapshot().TotalSince, TimeSpan.FromHours(12), TimeSpan.FromHours(24));
        Assert.Equal(TimeSpan.FromMilliseconds(2_001).Ticks, _sketch.LifetimeSumTicks);
    }

    [Fact]
    public void Keeps_one_percent_through_slices_and_halves()
    {
        var samples = EvidenceSamples.LogUniform(20_000);
        for (int i = 0; i < samples.Length; i++)
        {
            if (i % 4_000 == 3_999)
                _time.Advance(TimeSpan.FromMinutes(3));
            Add(samples[i]);
        }

        var total = _sketch.Snapshot().Total;
        var expected = LatencyDistribution.FromSamples(samples);
        Assert.Equal(expected.Buckets.AsEnumerable(), total.Buckets);
        Assert.Equal(expected.Counts.AsEnumerable(), total.Counts);
        Assert.Equal((expected.Sum, expected.Max), (total.Sum, total.Max));
    }

    [Fact]
    public void Loses_no_add_that_races_with_rotation_and_snapshots()
    {
        const int Each = 60_000;
        Threads.Run(thread =>
        {
            for (int i = 0; i < Each; i++)
            {
                if (thread == 0 && i % 3_000 == 0)
                {
                    _time.Advance(TimeSpan.FromMinutes(3));
                    _sketch.Snapshot();
                }

                Add(TimeSpan.FromMilliseconds(1 + thread));
            }
        });
        var total = _sketch.Snapshot().Total;
        Assert.Equal(Each * Threads.Count, total.Count);
        Assert.All(total.Counts, static count => Assert.Equal(Each, count));
        Assert.Equal(TimeSpan.FromMilliseconds(Each * (1 + 2 + 3 + 4)), total.Sum);
        Assert.Equal(total.Sum.Ticks, _sketch.LifetimeSumTicks);
    }

    [Theory]
    [InlineData("log-uniform")]
    [InlineData("bimodal")]
    public void Fits_thirteen_kilobytes_at_twenty_thousand_requests_a_slice_with_its_whole_window(string shape)
    {
        var samples = shape == "bimodal" ? EvidenceSamples.Bimodal(20_000) : EvidenceSamples.LogUniform(20_000);
        for (int slice = 0; slice < 250; slice++)
        {
            foreach (var sample in samples)
                Add(sample);
            _time.Advance(TimeSpan.FromMinutes(3));
            Assert.InRange(_sketch.Bytes, 1, WindowedSketch.MaxBytes);
        }

        var snapshot = _sketch.Snapshot();
        Assert.InRange(_sketch.Bytes, 1, WindowedSketch.MaxBytes);
        Assert.Equal((4 * 20_000, 250 * 20_000), (snapshot.Window.Count, snapshot.Total.Count));
        Assert.Equal(TimeSpan.FromMinutes(12), _time.GetUtcNow() - snapshot.WindowSince);
        TestContext.Current.TestOutputHelper?.WriteLine($"{shape}: {_sketch.Bytes} bytes");
    }

    [Fact]
    public void Shortens_the_window_rather_than_grow_and_says_from_when_it_counts()
    {
        // Neighbouring counts between one and many thousands, different in every slice, are the worst there is to encode.
        var random = new Random(7);
        long added = 0;
        for (int slice = 0; slice < 6; slice++)
        {
            added = 0;
            for (int slot = 1; slot < LatencyBuckets.Count - 1; slot++)
            {
                int times = 1 << random.Next(13);
                added += times;
                for (int i = 0; i < times; i++)
                    Add(TimeSpan.FromTicks(LatencyBuckets.UpperTicks(slot)));
            }

            _time.Advance(TimeSpan.FromMinutes(3));
            Assert.InRange(_sketch.Bytes, 1, WindowedSketch.MaxBytes);
        }

        var snapshot = _sketch.Snapshot();
        Assert.InRange(_sketch.Bytes, 1, WindowedSketch.MaxBytes);
        TestContext.Current.TestOutputHelper?.WriteLine($"{_sketch.Bytes} bytes, window of {_time.GetUtcNow() - snapshot.WindowSince}");
        Assert.True(snapshot.Window.Count >= added);
    }

    [Fact]
    public void Allocates_nothing_per_add() => Assert.Equal(0, Allocations.Of(() => _sketch.Add(12_345, _clock.Timestamp)));

    private void Add(TimeSpan duration) => _sketch.Add(duration.Ticks, _clock.Timestamp);
}
