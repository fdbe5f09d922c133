using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>What 6.5 and 8.3 share: a scan that looked at nothing proves nothing.</summary>
internal static class ScannedCode
{
    private const int MostShown = 5;

    /// <summary>Why a scan cannot clear a rule; null when it can.</summary>
    public static string? Obstacle(CodeScanEvidence? scan, CodeScanRule? rule) =>
        scan is null ? $"No code scan. {EvidenceKinds.Cure(typeof(CodeScanEvidence))}"
        : Unread(scan) is { } unread ? unread
        : scan.Assemblies.Count == 0 ? "The code scan read no assembly."
        : rule is null or { Sites: 0 } ? $"The code scan of {Units.Count(scan.Assemblies.Count, "assembly", "assemblies")} looked at no site of this kind."
        : null;

    /// <summary>What the scan could not read; null where it read everything it found.</summary>
    public static string? Unread(CodeScanEvidence scan) => scan.Unread.Count == 0 ? null : $"The code scan could not read {string.Join("; ", scan.Unread)}.";

    /// <summary>What the authors of the code accept, each with the reason; empty where they accept nothing.</summary>
    public static string Accepted(CodeScanRule rule) =>
        rule.Accepted.Count == 0 ? "" : $": {string.Join("; ", rule.Accepted.Take(MostShown).Select(static site => $"{site.Member} ({site.Reason})"))}{(rule.Accepted.Count > MostShown ? "; …" : "")}";

    public static IEnumerable<Offender> Offenders(IReadOnlyList<CodeSite>? sites) =>
        (sites ?? []).Select(static site => new Offender(site.Location is null ? site.Member : $"{site.Member} ({site.Location})", site.Finding));
}
