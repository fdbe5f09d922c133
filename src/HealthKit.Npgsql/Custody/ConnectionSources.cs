using HealthKit.Npgsql.Pools;

namespace HealthKit.Npgsql.Custody;

/// <summary>All sources of connections in this process. A data source logs the same string object each time, so it is found by reference.</summary>
internal static class ConnectionSources
{
    private const int Most = 256;

    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, ConnectionSource> ByKey = new(StringComparer.Ordinal);
    private static Entry[] _known = [];

    /// <summary>The source that a connection string belongs to.</summary>
    public static ConnectionSource Of(string connectionString)
    {
        foreach (var entry in Volatile.Read(ref _known))
        {
            if (ReferenceEquals(entry.Text, connectionString))
            {
                return entry.Source;
            }
        }

        return Add(connectionString);
    }

    /// <summary>The key of the source with a number; null for the unknown one.</summary>
    public static string? KeyOf(int number)
    {
        lock (Gate)
        {
            return ByKey.Values.FirstOrDefault(source => source.Number == number)?.Key;
        }
    }

    private static ConnectionSource Add(string connectionString)
    {
        var settings = PoolSettings.TryParse(connectionString, out var read) ? read : null;
        lock (Gate)
        {
            if (settings is null || (!ByKey.TryGetValue(settings.Key, out var source) && ByKey.Count >= Most))
            {
                return ConnectionSource.Unknown;
            }

            ByKey[settings.Key] = source ??= new ConnectionSource(ByKey.Count + 1, settings);
            if (_known.Length < Most)
            {
                _known = [.. _known, new Entry(connectionString, source)];
            }

            return source;
        }
    }

    private sealed record Entry(string Text, ConnectionSource Source);
}
