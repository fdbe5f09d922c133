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

    /// <summary>What to remember of a connection that is opened, for <see cref="Since"/>.</summary>
    public static int Mark(long connection) => Volatile.Read(ref Of(connection).Closes);

    /// <summary>Notes a close.</summary>
    public static void Note(long connection)
    {
        ref var entry = ref Of(connection);
        Volatile.Write(ref entry.Connection, connection);
        Interlocked.Increment(ref entry.Closes);
    }

    /// <summary>True when the connection was closed after it was opened with a mark.</summary>
    public static bool Since(long connection, int mark)
    {
        ref var entry = ref Of(connection);
        return Volatile.Read(ref entry.Connection) == connection && Volatile.Read(ref entry.Closes) != mark;
    }

    private static ref Entry Of(long connection) => ref Entries[(int)((ulong)(connection * -7046029254386353131L) >> 54)];

    [StructLayout(LayoutKind.Auto)]
    private struct Entry
    {
        public long Connection;
        public int Closes;
    }
}
