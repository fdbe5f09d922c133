using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>What the code scan found for one check.</summary>
internal static class ConnectionSites
{
    public static IEnumerable<Finding> Flagged(CodeScanEvidence? scan, string check) =>
        Rule(scan, check)?.Flagged.Select(static site => Finding.Fail(site.Location is { } location ? $"{site.Member} ({location})" : site.Member, site.Finding)) ?? [];

    /// <summary>How much was looked at; blind without a scan, since the absence of findings proves nothing.</summary>
    public static Finding Scanned(CodeScanEvidence? scan, string check) =>
        scan is null ? Finding.Blind("code scan", $"the host's code was not scanned. {EvidenceKinds.Cure(typeof(CodeScanEvidence))}")
        : ScannedCode.Unread(scan) is { } unread ? Finding.Blind("code scan", unread)
        : Rule(scan, check) is not { } rule || scan.Assemblies.Count == 0 ? Finding.Blind("code scan", "it did not look for this")
        : Finding.Pass("code scan", $"{Units.Count(rule.Sites, "site")} in {Units.Count(scan.Assemblies.Count, "assembly", "assemblies")} looked at, none flagged{List("unresolved", rule.Unresolved)}{List("accepted", rule.Accepted)}");

    /// <summary>True where the scan looked for it everywhere.</summary>
    public static bool Looked(CodeScanEvidence? scan, string check) => scan is { Assemblies.Count: > 0, Unread.Count: 0 } && Rule(scan, check) is not null;

    private static CodeScanRule? Rule(CodeScanEvidence? scan, string check) => scan?.Rules.FirstOrDefault(rule => rule.Check == check);

    private static string List(string word, IReadOnlyList<CodeSite> sites) =>
        sites.Count == 0 ? "" : $", {Units.Number(sites.Count)} {word}: {string.Join(", ", sites.Take(3).Select(static site => site.Reason is { } reason ? $"{site.Member} ({reason})" : site.Member))}{(sites.Count > 3 ? ", …" : "")}";
}
