using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>What 6.5 and 8.3 share: a scan that looked at nothing proves nothing.</summary>
internal static class ScannedCode
{
    /// <summary>Why a scan cannot clear a rule; null when it can.</summary>
    public static string? Obstacle(CodeScanEvidence? scan, CodeScanRule? rule) =>
        scan is null ? $"No code scan. {EvidenceKinds.Cure(typeof(CodeScanEvidence))}"
        : scan.Assemblies.Count == 0 ? "The code scan read no assembly."
        : rule is null or { Sites: 0 } ? $"The code scan of {Units.Count(scan.Assemblies.Count, "assembly", "assemblies")} looked at no site of this kind."
        : null;

    public static IEnumerable<Offender> Offenders(IReadOnlyList<CodeSite>? sites) =>
        (sites ?? []).Select(static site => new Offender(site.Location is null ? site.Member : $"{site.Member} ({site.Location})", site.Finding));
}
