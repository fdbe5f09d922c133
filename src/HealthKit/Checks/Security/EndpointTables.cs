using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>What the checks on endpoints share: when the table may be judged, and what counts as protected or public.</summary>
internal static class EndpointTables
{
    // CHECKS.md, 6.1: so many refusals, and no success, prove what no metadata says.
    private const long RefusalsThatProve = 5;

    /// <summary>Why the table cannot be judged; null when it can. An empty table is a blind source, never "0 of 0".</summary>
    public static Verdict? Obstacle(EndpointTableEvidence table) =>
        table.Unreadable is { } reason ? Verdict.Blind(reason)
        : table.Endpoints.Any(static endpoint => endpoint.IsJudged) ? null
        : table.Exempted > 0 ? Verdict.Blind($"{Units.Count(table.Exempted, "endpoint")} exempted, and no other endpoint is left to judge.")
        : Verdict.Blind("The endpoint table holds no endpoint of the application. Map its actions with endpoint routing (MapControllers, MapGet, …), so that they can be inspected.");

    public static List<EndpointEvidence> Judged(EndpointTableEvidence table) => [.. table.Endpoints.Where(static endpoint => endpoint.IsJudged)];

    /// <summary>The proof that no endpoint is, or may be, of a kind; neither exemptions nor blind spots prove it.</summary>
    public static Applicability None(string kind, Func<EndpointEvidence, bool> mayBe) => Applicability.From<EndpointTableEvidence>(table =>
        Obstacle(table) is null && table.Exempted == 0 && table.BlindSpots.Count == 0 && !Judged(table).Exists(endpoint => mayBe(endpoint))
            ? $"None of {Units.Count(Judged(table).Count, "endpoint")} {kind}."
            : null);

    /// <summary>Anonymous callers were refused often enough, and never served: handlers and filters protect without metadata.</summary>
    public static bool RefusesInPractice(EndpointEvidence endpoint) => endpoint is { AnonymousSuccesses: 0, AnonymousRefusals: >= RefusalsThatProve };

    /// <summary>Anonymous callers are served, by what was seen or by inspection.</summary>
    public static bool IsPublic(EndpointEvidence endpoint) =>
        endpoint.AnonymousSuccesses > 0
        || endpoint.Protection is EndpointProtection.DeclaredPublic
        || (endpoint.Protection is EndpointProtection.Open && !RefusesInPractice(endpoint));

    /// <summary>Neither inspection nor traffic tells whether anonymous callers are served.</summary>
    public static bool IsUndecided(EndpointEvidence endpoint) =>
        endpoint is { Protection: EndpointProtection.Opaque, AnonymousSuccesses: 0 } && !RefusesInPractice(endpoint);
}
