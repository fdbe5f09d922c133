using HealthKit.Attestation;
using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests;

/// <summary>Evidence for the tests of checks: each section's part of this class builds its own records.</summary>
internal static partial class Given
{
    /// <summary>How long evidence of the tests may be judged.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(5);

    /// <summary>The moment of every audit in the tests, and of every observation.</summary>
    public static readonly DateTimeOffset At = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The evidence of one audit.</summary>
    public static EvidenceSet Set(params EvidenceRecord[] records) => new(At, records);

    /// <summary>Judges a check on some evidence.</summary>
    public static Verdict Decide(Check check, params EvidenceRecord[] records) => check.Decide(Set(records), null);

    /// <summary>Judges a check by an overridden limit.</summary>
    public static Verdict DecideAt(double limit, Check check, params EvidenceRecord[] records) => check.Decide(Set(records), limit);

    /// <summary>Judges a check after a host exempted one subject from it.</summary>
    public static Verdict DecideWithout(SubjectKind kind, string subject, Check check, params EvidenceRecord[] records)
    {
        var exemption = new Exemption { Check = check.Id, Kind = kind, Subject = subject, Reason = "Tested.", Expires = DateOnly.MaxValue };
        return check.Decide(Set(records).Without(new SubjectFilter([exemption]), check.Declared), null);
    }

    /// <summary>So many equal durations, in milliseconds.</summary>
    public static IEnumerable<TimeSpan> Times(int count, double milliseconds) => Enumerable.Repeat(TimeSpan.FromMilliseconds(milliseconds), count);

    /// <summary>A process with one data source, one cache client and one HTTP client; tests of absence change it with <c>with</c>.</summary>
    public static InventoryEvidence Inventory() => new()
    {
        ObservedAt = At,
        MaxAge = MaxAge,
        DatabaseDrivers = ["Npgsql"],
        DataSources = ["shop"],
        CacheClients = ["StackExchange.Redis"],
        CachesObserved = true,
        CacheLookups = 10_000,
        HttpClients = 1,
        OutboundCalls = 10_000,
        Requests = 10_000,
        Uptime = TimeSpan.FromHours(1),
        PlatformKnown = true,
    };
}
