using System.Runtime.InteropServices;

namespace HealthKit.Npgsql.Custody;

/// <summary>
/// Remembers connections that were closed outside the flow of the request that opened them: by background work that took them over, or by the
/// driver when one broke. Fixed in size: a newer entry takes the place of an older one.
/// </summary>
internal static class ClosedElsewhere
{
    private const int Size = 1 << 10;

    private static readonly Entry[] Entries = new Entry[Size];

    /// <summary>Notes a close.</summary>
    public static void Note(long connection, int milliseconds)
    {
        ref var entry = ref Of(connection);
        Volatile.Write(ref entry.Milliseconds, milliseconds);
        Volatile.Write(ref entry.Connection, connection);
    }

    /// <summary>True when the connection was closed at or after a time of the coarse clock.</summary>
    public static bool Since(long connection, int milliseconds)
    {
        ref var entry = ref Of(connection);
        return Volatile.Read(ref entry.Connection) == connection && Volatile.Read(ref entry.Milliseconds) - milliseconds >= 0;
    }

    private static ref Entry Of(long connection) => ref Entries[(int)((ulong)(connection * -7046029254386353131L) >> 54)];

    [StructLayout(LayoutKind.Auto)]
    private struct Entry
    {
        public long Connection;
        public int Milliseconds;
    }
}
