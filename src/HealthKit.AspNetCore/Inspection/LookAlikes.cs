using Microsoft.Extensions.Configuration;

namespace HealthKit.Inspection;

/// <summary>
/// Origins that anybody can have, and that look like one which a host configured: a predicate that compares only the end of a host admits "https://evilshop.example"
/// beside "https://shop.example", and one that compares the beginning "https://shop.example.evil.example".
/// </summary>
internal static class LookAlikes
{
    private const int Most = 20;
    private const int LongestValue = 300;

    private static readonly string[] Words = ["cors", "origin", "domain"];

    /// <summary>Hosts that the configuration names where it speaks of origins.</summary>
    public static IReadOnlyList<string> Hosts(IConfiguration? configuration) =>
    [
        .. (configuration?.AsEnumerable() ?? [])
            .Where(static entry => entry.Value is { Length: > 0 and <= LongestValue } && Array.Exists(Words, word => entry.Key.Contains(word, StringComparison.OrdinalIgnoreCase)))
            .SelectMany(static entry => entry.Value!.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Select(Host).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).Take(Most),
    ];

    /// <summary>The origins to ask for, for one host.</summary>
    public static IEnumerable<string> Of(string host) => [$"https://healthkit{host}", $"https://{host}.healthkit.invalid"];

    // A name with a dot: localhost and addresses are nobody's to look like.
    private static string? Host(string value)
    {
        var host = Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Host.Length > 0 ? uri.Host : value.TrimStart('*').TrimStart('.');
        return host.Contains('.', StringComparison.Ordinal) && !host.StartsWith('.') && Uri.CheckHostName(host) == UriHostNameType.Dns ? host : null;
    }
}
