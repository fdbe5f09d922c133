using HealthKit.Caching;

namespace HealthKit.Redis.Servers;

/// <summary>Tells keys of a cache from those that rightly have no expiry.</summary>
internal sealed class StoredKeys(string? cachePrefix, IEnumerable<string> declared)
{
    private readonly string[] _declared = [.. declared];

    /// <summary>The prefix as the application knows it: what the framework's cache puts before its keys is taken off.</summary>
    public string Prefix(string key) => KeyPrefix.Of(Own(key));

    /// <summary>Why the key is no cache's, or null.</summary>
    public string? NotCacheBecause(string key, string type)
    {
        if (_declared.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal) || Own(key).StartsWith(prefix, StringComparison.Ordinal)))
        {
            return "declared";
        }

        return type switch
        {
            _ when key.Contains("DataProtection", StringComparison.OrdinalIgnoreCase) => "key ring",
            "stream" => "stream",
            "list" => "queue",
            _ when StartsWithAny(key, "hangfire:", "{hangfire}:", "bull:", "resque:", "sidekiq:") => "queue",
            "string" when IsLock(key) => "lock",
            _ => null,
        };
    }

    private static bool IsLock(string key) =>
        StartsWithAny(key, "lock:", "locks:", "redlock:", "lock/", "DistributedLock:") || key.EndsWith(":lock", StringComparison.OrdinalIgnoreCase);

    private static bool StartsWithAny(string key, params ReadOnlySpan<string> beginnings)
    {
        foreach (var beginning in beginnings)
        {
            if (key.StartsWith(beginning, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private string Own(string key) => cachePrefix is { Length: > 0 } && key.StartsWith(cachePrefix, StringComparison.Ordinal) ? key[cachePrefix.Length..] : key;
}
