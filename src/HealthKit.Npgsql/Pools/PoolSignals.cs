using HealthKit.Evidence;
using HealthKit.Signals;

namespace HealthKit.Npgsql.Pools;

/// <summary>What one pool was seen to do.</summary>
internal sealed class PoolSignals(string name, TimeProvider time)
{
    /// <summary>Pools of one connection string that a service has places for; more are made again and again, and their first connections are no warm-up.</summary>
    private const int MostPlaces = 8;

    // Within the first ten minutes nothing passes by a pool's size anyway.
    private static readonly TimeSpan OwnOpenCounts = TimeSpan.FromMinutes(10);

    private readonly LatencySketch _waits = new();
    private readonly DateTimeOffset _firstSeen = time.GetUtcNow();
    private readonly DayCount _waited = new(time);
    private readonly DayCount _timeouts = new(time);
    private long _physicalOpens;
    private long _requestOpens;
    private long _otherOpens;
    private int _logged;
    private int _idle;
    private int _used;
    private int _peakUsed;
    private int _waiting;
    private int _peakOpen;
    private int _reported;
    private int _mostReported;
    private int _pools = 1;
    private int _active;
    private long _ownOpen;
    private Reading _reading;
    private Address? _address;

    /// <summary>The name as the driver has it.</summary>
    public string Name => name;

    /// <summary>Its settings; null where the host gave it a name of its own.</summary>
    public PoolSettings? Settings { get; } = PoolSettings.TryParse(name, out var settings) ? settings : null;

    /// <summary>When it was first seen.</summary>
    public DateTimeOffset FirstSeen => _firstSeen;

    /// <summary>Host and port of a command's connection; null before the first command.</summary>
    public (string Host, int Port)? Server => _address is { } address ? (address.Host, address.Port) : null;

    /// <summary>True once it opened a connection or ran a command.</summary>
    public bool WasUsed => Volatile.Read(ref _active) != 0;

    /// <summary>True while the driver reports it.</summary>
    public bool IsAlive => Volatile.Read(ref _reported) != 0;

    /// <summary>Pools of this name that had connections of the application's at the last reading, one at least: a data source has one of its own, beside that of its connection string.</summary>
    public int Pools => Volatile.Read(ref _pools);

    /// <summary>The most pools of this name that the driver reported at once.</summary>
    public int MostPools => Math.Max(1, Volatile.Read(ref _mostReported));

    /// <summary>Idle connections at the last reading, in all pools of this name.</summary>
    public int Idle => Volatile.Read(ref _idle);

    /// <summary>Connections in use at the last reading, in all pools of this name.</summary>
    public int InUse => Volatile.Read(ref _used);

    /// <summary>The most in use at any reading.</summary>
    public int PeakUsed => Volatile.Read(ref _peakUsed);

    /// <summary>Acquires that wait now.</summary>
    public int Waiting => Math.Max(0, Volatile.Read(ref _waiting));

    /// <summary>Acquires that waited in the last 24 hours: what a restart of the server did once is over some day.</summary>
    public long Waits => _waited.Read();

    /// <summary>Acquires that timed out in the last 24 hours.</summary>
    public long Timeouts => _timeouts.Read();

    /// <summary>Logical opens; null while no log event proved that they can be seen.</summary>
    public long? LogicalOpens => Volatile.Read(ref _logged) == 0 ? null : RequestOpens + Volatile.Read(ref _otherOpens);

    /// <summary>Logical opens of requests of this host that ended.</summary>
    public long RequestOpens => Volatile.Read(ref _requestOpens);

    /// <summary>Physical opens beyond those that made the pool as large as it ever was.</summary>
    public long PhysicalOpens => Math.Max(0, Volatile.Read(ref _physicalOpens) - Volatile.Read(ref _peakOpen));

    /// <summary>How long the waiting acquires waited.</summary>
    public LatencyDistribution WaitTime => _waits.Snapshot();

    /// <summary>Counts an acquire that begins (1) or ends (−1) to wait.</summary>
    public void CountWaiting(int change) => Interlocked.Add(ref _waiting, change);

    /// <summary>Adds one wait in units of 100 ns.</summary>
    public void AddWait(long ticks)
    {
        _waited.Add();
        _waits.Add(ticks);
        Volatile.Write(ref _active, 1);
    }

    /// <summary>Counts an acquire that timed out.</summary>
    public void CountTimeout()
    {
        _timeouts.Add();
        Volatile.Write(ref _active, 1);
    }

    /// <summary>Counts a physical open.</summary>
    public void CountPhysicalOpen()
    {
        Interlocked.Increment(ref _physicalOpens);
        Volatile.Write(ref _active, 1);
    }

    /// <summary>Notes a physical open of HealthKit's own: a pool whose only connection is that one is nobody's.</summary>
    public void NoteOwnOpen() => Volatile.Write(ref _ownOpen, time.GetTimestamp());

    /// <summary>Notes that a log event told of a logical open: it is used, and its opens can be seen.</summary>
    public void NoteOpen()
    {
        // Read first: all requests pass here, and a line of the cache that nobody writes to is everybody's.
        if (Volatile.Read(ref _logged) == 0 || Volatile.Read(ref _active) == 0)
        {
            Volatile.Write(ref _logged, 1);
            Volatile.Write(ref _active, 1);
        }
    }

    /// <summary>Counts a logical open that no request's end will count.</summary>
    public void CountOtherOpen() => Interlocked.Increment(ref _otherOpens);

    /// <summary>Counts the logical opens of a request that ends.</summary>
    public void CountRequestOpens(int opens) => Interlocked.Add(ref _requestOpens, opens);

    /// <summary>Notes that its opens can be seen.</summary>
    public void Prove() => Volatile.Write(ref _logged, 1);

    /// <summary>Notes a command, and at the first one where it went.</summary>
    public void Used(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (_address is not null)
        {
            return;
        }

        var (host, port) = ("", 0);
        foreach (ref readonly var tag in tags)
        {
            host = tag.Key == NpgsqlInstruments.ServerAddressTag && tag.Value is string address ? address : host;
            port = tag.Key == NpgsqlInstruments.ServerPortTag && tag.Value is int number ? number : port;
        }

        _address = new Address(host, port);
        Volatile.Write(ref _active, 1);
    }

    /// <summary>Begins to add up what the driver reports.</summary>
    public void BeginReading() => _reading = default;

    /// <summary>Takes the connections in one state of one pool of this name; the driver reports idle before used.</summary>
    public void Observe(string? state, int connections)
    {
        if (state == NpgsqlInstruments.IdleState)
        {
            _reading.Idle += connections;
            _reading.LatestIdle = connections;
        }
        else if (state == NpgsqlInstruments.UsedState)
        {
            var open = _reading.LatestIdle + connections;
            _reading.Used += connections;
            _reading.Reported++;
            _reading.Filled += open > 0 ? 1 : 0;
            _reading.WithOneIdle += open == 1 && connections == 0 ? 1 : 0;
            _reading.LatestIdle = 0;
        }
    }

    /// <summary>Takes the sums; what the driver did not report is gone.</summary>
    public void EndReading()
    {
        var (reading, ownOpen) = (_reading, Volatile.Read(ref _ownOpen));
        var own = reading.WithOneIdle > 0 && ownOpen != 0 && time.GetElapsedTime(ownOpen) < OwnOpenCounts ? 1 : 0;
        var open = reading.Idle + reading.Used;
        Volatile.Write(ref _reported, reading.Reported);
        Volatile.Write(ref _idle, reading.Idle);
        Volatile.Write(ref _used, reading.Used);
        Volatile.Write(ref _pools, Math.Max(1, reading.Filled - own));
        Volatile.Write(ref _mostReported, Math.Max(_mostReported, reading.Reported));
        Volatile.Write(ref _peakUsed, Math.Max(_peakUsed, reading.Used));
        Volatile.Write(ref _peakOpen, Math.Max(_peakOpen, reading.Filled > MostPlaces ? open * MostPlaces / reading.Filled : open));
    }

    private struct Reading
    {
        public int Idle;
        public int LatestIdle;
        public int Used;
        public int Reported;
        public int Filled;
        public int WithOneIdle;
    }

    private sealed record Address(string Host, int Port);
}
