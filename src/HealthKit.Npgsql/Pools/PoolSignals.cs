using HealthKit.Evidence;
using HealthKit.Signals;

namespace HealthKit.Npgsql.Pools;

/// <summary>What one pool was seen to do.</summary>
internal sealed class PoolSignals(string name, TimeProvider time)
{
    private readonly LatencySketch _waits = new();
    private readonly DateTimeOffset _firstSeen = time.GetUtcNow();
    private long _waited;
    private long _timeouts;
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
    private int _active;
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

    /// <summary>Idle connections at the last reading.</summary>
    public int Idle => Volatile.Read(ref _idle);

    /// <summary>Connections in use at the last reading.</summary>
    public int InUse => Volatile.Read(ref _used);

    /// <summary>The most in use at any reading.</summary>
    public int PeakUsed => Volatile.Read(ref _peakUsed);

    /// <summary>Acquires that wait now.</summary>
    public int Waiting => Math.Max(0, Volatile.Read(ref _waiting));

    /// <summary>Acquires that waited.</summary>
    public long Waits => Volatile.Read(ref _waited);

    /// <summary>Acquires that timed out.</summary>
    public long Timeouts => Volatile.Read(ref _timeouts);

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
        Interlocked.Increment(ref _waited);
        _waits.Add(ticks);
        Volatile.Write(ref _active, 1);
    }

    /// <summary>Counts an acquire that timed out.</summary>
    public void CountTimeout()
    {
        Interlocked.Increment(ref _timeouts);
        Volatile.Write(ref _active, 1);
    }

    /// <summary>Counts a physical open.</summary>
    public void CountPhysicalOpen()
    {
        Interlocked.Increment(ref _physicalOpens);
        Volatile.Write(ref _active, 1);
    }

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

    /// <summary>Forgets that the driver reports it, until it does again.</summary>
    public void BeginReading()
    {
        Volatile.Write(ref _reported, 0);
        Volatile.Write(ref _idle, 0);
        Volatile.Write(ref _used, 0);
    }

    /// <summary>Takes the connections in one state; the driver reports idle before used.</summary>
    public void Observe(string? state, int connections)
    {
        Volatile.Write(ref _reported, 1);
        if (state == NpgsqlInstruments.IdleState)
        {
            Volatile.Write(ref _idle, connections);
        }
        else if (state == NpgsqlInstruments.UsedState)
        {
            Volatile.Write(ref _used, connections);
            _peakUsed = Math.Max(_peakUsed, connections);
        }

        _peakOpen = Math.Max(_peakOpen, Idle + InUse);
    }

    private sealed record Address(string Host, int Port);
}
