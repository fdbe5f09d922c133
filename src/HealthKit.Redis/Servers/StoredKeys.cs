using HealthKit.Caching;

namespace HealthKit.Redis.Servers;

/// <summary>Tells keys of a cache from those that rightly have no expiry.</summary>
internal sealed class StoredKeys(string? cachePrefix, IEnumerable<string> declared)
{
    private const string Queue = "queue";
    private const string Stream = "stream";

    private readonly string[] _declared = [.. declared];

    /// <summary>The prefix as the application knows it, without what the framework's cache puts before its keys, and the form of the rest: by the first segment, and with further names.</summary>
    public (KeyPlace Family, KeyPlace Whole) Place(string key)
    {
        Span<char> buffer = stackalloc char[KeyPrefix.MaximumLength];
        string own = Own(key);
        var prefix = KeyPrefix.Of(own, buffer, out int family, out int end);
        return (
            new KeyPlace(prefix[..family].ToString(), KeyPrefix.Form(own.AsSpan(end - (prefix.Length - family)))),
            new KeyPlace(prefix.ToString(), KeyPrefix.Form(own.AsSpan(end))));
    }

    /// <summary>Why the key is no cache's, or null; and whether nothing but its type says so.</summary>
    /// <param name="key">The key.</param>
    /// <param name="type">The server's type of its value; null where that is not known.</param>
    public (string? NotCache, bool ByType) NotCacheBecause(string key, string? type)
    {
        if (_declared.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal) || Own(key).StartsWith(prefix, StringComparison.Ordinal)))
        {
            return ("declared", false);
        }

        return type switch
        {
            _ when key.Contains("DataProtection", StringComparison.OrdinalIgnoreCase) => ("key ring", false),
            _ when StartsWithAny(Own(key), "__MSFT_HCT__", "__MSOCV_", "__MSOCT_") => ("framework", false),
            _ when StartsWithAny(key, "hangfire:", "{hangfire}:", "bull:", "resque:", "sidekiq:") => (Queue, false),
            "stream" => (Stream, true),
            "list" => (Queue, true),
            "string" or null when IsLock(key) => ("lock", false),
            _ => (null, false),
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
