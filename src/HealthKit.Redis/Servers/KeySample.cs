using HealthKit.Evidence;

namespace HealthKit.Redis.Servers;

/// <summary>A bounded look at a server's keys.</summary>
internal sealed record KeySample
{
    public long Keys { get; init; }

    public bool IsComplete { get; init; }

    /// <summary>Why none could be taken, with the rule to add; null when it was.</summary>
    public string? Unreadable { get; init; }

    /// <summary>Why types are not known, likewise.</summary>
    public string? TypesUnreadable { get; init; }

    /// <summary>Why it is not known which keys expire, likewise.</summary>
    public string? ExpiriesUnreadable { get; init; }

    /// <summary>Whether everything that was asked was answered.</summary>
    public bool IsWhole => (Unreadable ?? TypesUnreadable ?? ExpiriesUnreadable) is null;

    public IReadOnlyList<CacheKeyPrefix> Prefixes { get; init; } = [];

    /// <summary>Look-ups that the sample itself made: the server counts them among its hits and misses.</summary>
    public (long Hits, long Misses) Own { get; init; }
}
