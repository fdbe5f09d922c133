using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>What the code scan found for one check.</summary>
internal static class ConnectionSites
{
    private const int Shown = 3;

    public static IEnumerable<Finding> Flagged(CodeScanEvidence? scan, string check) =>
        Rule(scan, check)?.Flagged.Select(static site => Finding.Fail(site.Location is { } location ? $"{site.Member} ({location})" : site.Member, site.Finding)) ?? [];

    /// <summary>How much was looked at; blind without a scan, since the absence of findings proves nothing.</summary>
    public static Finding Scanned(CodeScanEvidence? scan, string check) =>
        scan is null ? Finding.Blind("code scan", $"there is none. {EvidenceKinds.Cure(typeof(CodeScanEvidence))}")
        : ScannedCode.Unread(scan) is { } unread ? Finding.Blind("code scan", unread)
        : Rule(scan, check) is not { } rule || scan.Assemblies.Count == 0 ? Finding.Blind("code scan", "it did not look for this")
        : rule.Unresolved.Count > Checklist.UnresolvedShare * rule.Sites ? Finding.Blind("code scan", $"{Units.Count(rule.Sites, "site")} looked at, none flagged, more than {Units.Percent(Checklist.UnresolvedShare)} of them unresolved{List(rule.Unresolved)}",
            "Release what is named above where it is opened, with await using; where it is released elsewhere, say so: [HealthKitAccepted(\"4.8\", \"reason\")].")
        : Finding.Pass("code scan", Summary(scan, rule));

    /// <summary>How much was looked at, for a check that passes without; null where the scan did not look everywhere.</summary>
    public static string? Looked(CodeScanEvidence? scan, string check) => scan is { Assemblies.Count: > 0, Unread.Count: 0 } && Rule(scan, check) is { } rule ? Summary(scan, rule) : null;

    /// <summary>Code tells of a finding that no request has shown yet.</summary>
    public static VerdictSource Source(CodeScanEvidence? scan, string check, bool isMeasured) => !isMeasured && Rule(scan, check)?.Flagged.Count > 0 ? VerdictSource.Built : VerdictSource.Measured;

    private static string Summary(CodeScanEvidence scan, CodeScanRule rule) =>
        $"{Units.Count(rule.Sites, "site")} in {Units.Count(scan.Assemblies.Count, "assembly", "assemblies")} looked at, none flagged{(rule.Unresolved.Count > 0 ? $", {Units.Number(rule.Unresolved.Count)} unresolved{List(rule.Unresolved)}" : "")}{(rule.Accepted.Count > 0 ? $", {Units.Number(rule.Accepted.Count)} accepted{List(rule.Accepted)}" : "")}";

    private static CodeScanRule? Rule(CodeScanEvidence? scan, string check) => scan?.Rules.FirstOrDefault(rule => rule.Check == check);

    private static string List(IReadOnlyList<CodeSite> sites) =>
        $": {string.Join(", ", sites.Take(Shown).Select(static site => $"{site.Member} ({site.Reason ?? site.Finding})"))}{(sites.Count > Shown ? ", …" : "")}";
}
