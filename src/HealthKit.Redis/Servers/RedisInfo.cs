using System.Globalization;

namespace HealthKit.Redis.Servers;

/// <summary>The answer to INFO.</summary>
internal sealed class RedisInfo
{
    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);

    public RedisInfo(string text)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            ShowsKeyspace |= line.StartsWith("# Keyspace", StringComparison.Ordinal);
            int colon = line.IndexOf(':');
            if (colon > 0 && line[0] != '#')
            {
                _fields[line[..colon].ToString()] = line[(colon + 1)..].ToString();
            }
        }
    }

    public string Product => _fields.ContainsKey("valkey_version") || Text("server_name") == "valkey" ? "valkey" : Text("server_name") == "garnet" || _fields.ContainsKey("garnet_version") ? "garnet" : "redis";

    public string? Version => Text("valkey_version") ?? Text("garnet_version") ?? Text("redis_version");

    /// <summary>The bound of its memory; zero means none, null that it does not tell. Garnet always has one, which it calls by another name (read from 2.2.8).</summary>
    public long? MaxMemoryBytes => Number("maxmemory") ?? (Number("store_heap_memory_target_size") is > 0 and var target ? target : null);

    /// <summary>Whether databases without keys are left out of it as empty, and not because it leaves out all of them: Garnet does, to whom counting them is work.</summary>
    public bool ShowsKeyspace { get; }

    /// <summary>Keys and keys with an expiry of each database.</summary>
    public IReadOnlyList<(int Database, long Keys, long Expires)> Keyspace =>
    [
        .. _fields
            .Where(static entry => entry.Key.StartsWith("db", StringComparison.Ordinal) && entry.Value.StartsWith("keys=", StringComparison.Ordinal))
            .Select(static entry => (int.Parse(entry.Key.AsSpan(2), CultureInfo.InvariantCulture), Part(entry.Value, "keys="), Part(entry.Value, "expires="))),
    ];

    public string? Text(string field) => _fields.TryGetValue(field, out var value) && value.Length > 0 ? value : null;

    public long? Number(string field) => long.TryParse(Text(field), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static long Part(string value, string name)
    {
        foreach (var part in value.Split(','))
        {
            if (part.StartsWith(name, StringComparison.Ordinal) && long.TryParse(part.AsSpan(name.Length), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number))
            {
                return number;
            }
        }

        return 0;
    }
}
