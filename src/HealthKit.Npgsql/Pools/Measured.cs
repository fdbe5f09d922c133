namespace HealthKit.Npgsql.Pools;

/// <summary>What an instrument of the driver measures; passed to each callback as its state.</summary>
internal sealed class Measured
{
    public static readonly Measured Executing = new();
    public static readonly Measured Failed = new();
    public static readonly Measured Pending = new();
    public static readonly Measured Timeouts = new();
    public static readonly Measured Connections = new();
    public static readonly Measured Duration = new();
    public static readonly Measured CreateTime = new();
    public static readonly Measured Read = new();
    public static readonly Measured Written = new();

    /// <summary>The kind of an instrument; null for one that nobody asks for.</summary>
    public static Measured? Of(string instrument) => instrument switch
    {
        NpgsqlInstruments.Executing => Executing,
        NpgsqlInstruments.Failed => Failed,
        NpgsqlInstruments.PendingRequests => Pending,
        NpgsqlInstruments.Timeouts => Timeouts,
        NpgsqlInstruments.ConnectionCount => Connections,
        NpgsqlInstruments.OperationDuration => Duration,
        NpgsqlInstruments.CreateTime => CreateTime,
        NpgsqlInstruments.BytesRead => Read,
        NpgsqlInstruments.BytesWritten => Written,
        _ => null,
    };

    /// <summary>True for the same kind.</summary>
    public bool Is(Measured other) => ReferenceEquals(this, other);
}
