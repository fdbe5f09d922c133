using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    public static readonly Check SharedMutableState = new()
    {
        Id = "8.3",
        Section = Section.Scalability,
        Title = "No mutable state in memory is shared across requests",
        Threshold = "confirmed stateless",
        Severity = Severity.Medium,
        Remedy = "Move each field named above into a scoped service or a shared store; where sharing is meant, accept it with [HealthKitAccepted(\"8.3\", \"reason\")].",
        Clears = ["8.2"],
        Judge = Judge.From<CodeScanEvidence>(static (scan, _) =>
        {
            var rule = scan.Rules.FirstOrDefault(static rule => rule.Check == "8.3");
            var observed = rule is null ? "" : $"{rule.Flagged.Count} of {Units.Count(rule.Sites, "site")} in {Units.Count(scan.Assemblies.Count, "assembly", "assemblies")} write shared state; {rule.Unresolved.Count} unresolved, {rule.Accepted.Count} accepted{ScannedCode.Accepted(rule)}.";
            return rule?.Flagged.Count > 0 ? Verdict.Warn(VerdictSource.Built, observed, [.. ScannedCode.Offenders(rule.Flagged)], rule.Sites)
                : ScannedCode.Obstacle(scan, rule) is { } reason ? Verdict.Blind(reason, observed)
                : rule!.Unresolved.Count > UnresolvedShare * rule.Sites ? Verdict.Blind($"{Units.Percent((double)rule.Unresolved.Count / rule.Sites)} of the sites could not be resolved; {Units.Percent(UnresolvedShare)} may be.", observed, [.. ScannedCode.Offenders(rule.Unresolved)])
                : Verdict.Pass(VerdictSource.Built, observed, rule.Sites);
        }),
    };
}
