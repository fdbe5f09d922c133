using HealthKit.Npgsql.Pools;

namespace HealthKit.Npgsql.Custody;

/// <summary>All sources of connections in this process. A data source logs the same string object each time, so it is found by reference.</summary>
internal static class ConnectionSources
{
    private const int Most = 2_000;

    // Most services have one data source or two: comparing references costs less than hashing them.
    private const int Compared = 4;

    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, ConnectionSource> ByKey = new(StringComparer.Ordinal);
    private static Dictionary<string, ConnectionSource> _known = new(ReferenceEqualityComparer.Instance);
    private static Entry[] _first = [];

    /// <summary>The source that a connection string belongs to.</summary>
    public static ConnectionSource Of(string connectionString)
    {
        foreach (var entry in Volatile.Read(ref _first))
        {
            if (ReferenceEquals(entry.ConnectionString, connectionString))
            {
                return entry.Source;
            }
        }

        return Volatile.Read(ref _known).TryGetValue(connectionString, out var source) ? source : Add(connectionString);
    }

    /// <summary>The key of the source with a number; null for the unknown one.</summary>
    public static string? KeyOf(int number)
    {
        lock (Gate)
        {
            return ByKey.Values.FirstOrDefault(source => source.Number == number)?.Key;
        }
    }

    // Past the capacity an open costs no more than before it: what is not known stays unknown.
    private static ConnectionSource Add(string connectionString)
    {
        if (Volatile.Read(ref _known).Count >= Most || !PoolSettings.TryParse(connectionString, out var settings))
        {
            return ConnectionSource.Unknown;
        }

        lock (Gate)
        {
            if (!ByKey.TryGetValue(settings.Key, out var source))
            {
                ByKey[settings.Key] = source = new ConnectionSource(ByKey.Count + 1, settings);
            }

            Volatile.Write(ref _known, new Dictionary<string, ConnectionSource>(_known, ReferenceEqualityComparer.Instance) { [connectionString] = source });
            if (_first.Length < Compared && Array.TrueForAll(_first, entry => !ReferenceEquals(entry.ConnectionString, connectionString)))
            {
                Volatile.Write(ref _first, [.. _first, new Entry(connectionString, source)]);
            }

            return source;
        }
    }

    private readonly record struct Entry(string ConnectionString, ConnectionSource Source);
}
