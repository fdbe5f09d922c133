using HealthKit.Evidence;

namespace HealthKit.Signals;

/// <summary>
/// Latency over the last 15 minutes and since start (24 hours at most) in at most <see cref="MaxBytes"/>. Adds write one active slice; the first
/// add or snapshot after the slice's end folds it into the encoded slices of the window and the encoded halves of the total.
/// </summary>
/// <remarks>
/// Since an add after the slice's end folds too, samples are never older than they look, even if nobody takes a snapshot for hours. Folding is
/// single-flight and adds never wait for it: one that comes meanwhile lands in either slice.
/// </remarks>
internal sealed class WindowedSketch
{
    /// <summary>Bytes that window and total may take together. Counts too varied for it shorten the window, and its start time says so.</summary>
    public const int MaxBytes = 13_000;

    private readonly SliceClock _clock;
    private readonly LatencySketch _active = new();
    private readonly ClosedCounts?[] _window = new ClosedCounts?[SliceClock.WindowSlices - 1];
    private ClosedCounts? _olderHalf;
    private ClosedCounts? _half;
    private long _activeSlice;
    private long _activeEnd;
    private long _firstSlice;
    private long _firstHalf;
    private long _closedSum;
    private int _busy;

    /// <summary>Creates an empty sketch on the grid of <paramref name="clock"/>.</summary>
    public WindowedSketch(SliceClock clock)
    {
        _clock = clock;
        _activeSlice = clock.SliceOf(clock.Timestamp);
        _activeEnd = clock.EndOf(_activeSlice);
    }

    /// <summary>Sum of all durations in ticks since this sketch was created, never aged out.</summary>
    public long LifetimeSumTicks => Volatile.Read(ref _closedSum) + _active.SumTicks;

    /// <summary>Bytes held, object headers and the bare active slice included.</summary>
    public int Bytes
    {
        get
        {
            int bytes = 104 + 24 + _window.Length * 8 + _active.Bytes + (_half?.Bytes ?? 0) + (_olderHalf?.Bytes ?? 0);
            foreach (var slice in _window)
                bytes += slice?.Bytes ?? 0;
            return bytes;
        }
    }

    /// <summary>Adds a duration in ticks that ended at the given reading of the clock.</summary>
    public void Add(long ticks, long timestamp)
    {
        if (timestamp >= Volatile.Read(ref _activeEnd) && TryEnter())
            RotateAndLeave(timestamp);
        _active.Add(ticks);
    }

    /// <summary>Window and total as immutable distributions, each with the time from which it counts.</summary>
    public WindowedLatency Snapshot()
    {
        var spin = new SpinWait();
        while (!TryEnter())
            spin.SpinOnce();
        try
        {
            long now = _clock.Timestamp;
            Rotate(now);
            Span<long> active = stackalloc long[LatencyBuckets.Count];
            Span<long> slots = stackalloc long[LatencyBuckets.Count];
            var open = _active.AddTo(active);

            active.CopyTo(slots);
            var sums = open;
            foreach (var slice in _window)
                sums = slice?.AddTo(slots, sums) ?? sums;
            var window = LatencyDistribution.FromSlots(slots, sums.SumTicks, sums.MaxTicks);

            active.CopyTo(slots);
            sums = _half?.AddTo(slots, open) ?? open;
            sums = _olderHalf?.AddTo(slots, sums) ?? sums;
            return new()
            {
                Window = window,
                WindowSince = _clock.TimeOf(_clock.StartOf(_firstSlice)),
                Total = LatencyDistribution.FromSlots(slots, sums.SumTicks, sums.MaxTicks),
                TotalSince = _clock.TimeOf(_clock.StartOf(_firstHalf * SliceClock.HalfSlices)),
            };
        }
        finally
        {
            Volatile.Write(ref _busy, 0);
        }
    }

    private bool TryEnter() => Interlocked.CompareExchange(ref _busy, 1, 0) == 0;

    private void RotateAndLeave(long timestamp)
    {
        try
        {
            Rotate(timestamp);
        }
        finally
        {
            Volatile.Write(ref _busy, 0);
        }
    }

    private void Rotate(long timestamp)
    {
        long slice = _clock.SliceOf(timestamp);
        if (slice > _activeSlice)
        {
            CloseActive();
            _activeSlice = slice;
        }

        Forget();
        Volatile.Write(ref _activeEnd, _clock.EndOf(_activeSlice));
    }

    private void CloseActive()
    {
        Span<long> slots = stackalloc long[LatencyBuckets.Count];
        var (sum, max) = _active.DrainTo(slots);
        _closedSum += sum;
        if (!slots.ContainsAnyExcept(0))
            return;
        _window.AsSpan(1).CopyTo(_window);
        _window[^1] = new(_activeSlice, EncodedCounts.Encode(slots), sum, max);

        long half = _activeSlice / SliceClock.HalfSlices;
        if (_half is not null && _half.Period != half)
            (_olderHalf, _half) = (_half, null);
        var sums = _half?.AddTo(slots, (sum, max)) ?? (sum, max);
        _half = new(half, EncodedCounts.Encode(slots), sums.SumTicks, sums.MaxTicks);
    }

    // Drops what is too old, then, oldest first, what does not fit.
    private void Forget()
    {
        _firstSlice = Math.Max(_firstSlice, _activeSlice - SliceClock.WindowSlices + 1);
        _firstHalf = Math.Max(_firstHalf, _activeSlice / SliceClock.HalfSlices - 1);
        for (int i = 0; i < _window.Length; i++)
        {
            if (_window[i] is { } old && (old.Period < _firstSlice || Bytes > MaxBytes))
            {
                _firstSlice = Math.Max(_firstSlice, old.Period + 1);
                _window[i] = null;
            }
        }

        if (_olderHalf is { } older && (older.Period < _firstHalf || Bytes > MaxBytes))
        {
            _firstHalf = Math.Max(_firstHalf, older.Period + 1);
            _olderHalf = null;
        }

        if (_half?.Period < _firstHalf)
            _half = null;
    }
}
