using HealthKit.Npgsql.Pools;

namespace HealthKit.Npgsql.Custody;

/// <summary>All sources of connections in this process. A data source logs the same string object each time, so it is found by reference.</summary>
internal static class ConnectionSources
{
    private const int Most = 2_000;

    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, ConnectionSource> ByKey = new(StringComparer.Ordinal);
    private static Dictionary<string, ConnectionSource> _known = new(ReferenceEqualityComparer.Instance);

    // Most services have one data source or two: comparing references costs less than hashing them.
    private static Entry? _first;
    private static Entry? _second;

    /// <summary>The source that a connection string belongs to.</summary>
    public static ConnectionSource Of(string connectionString) =>
        Volatile.Read(ref _first) is { } first && ReferenceEquals(first.ConnectionString, connectionString) ? first.Source : Find(connectionString);

    /// <summary>The key of the source with a number; null for the unknown one.</summary>
    public static string? KeyOf(int number)
    {
        lock (Gate)
        {
            return ByKey.Values.FirstOrDefault(source => source.Number == number)?.Key;
        }
    }

    private static ConnectionSource Find(string connectionString) =>
        Volatile.Read(ref _second) is { } second && ReferenceEquals(second.ConnectionString, connectionString) ? second.Source
        : Volatile.Read(ref _known).TryGetValue(connectionString, out var source) ? source
        : Add(connectionString);

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
            if (_first is null)
            {
                Volatile.Write(ref _first, new Entry(connectionString, source));
            }
            else if (_second is null && !ReferenceEquals(_first.ConnectionString, connectionString))
            {
                Volatile.Write(ref _second, new Entry(connectionString, source));
            }

            return source;
        }
    }

    private sealed record Entry(string ConnectionString, ConnectionSource Source);
}
