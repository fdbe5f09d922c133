using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>One item of the checklist: what it claims, by which limit it is judged, and how it is mended.</summary>
public sealed class Check
{
    /// <summary>What is left to do where nothing can be seen of an attestable check.</summary>
    internal const string AttestIt = "Attest it: HealthAudit:Attestations.";

    /// <summary>The id, for example "2.4"; a custom check's id is any other text of letters, digits, dots and hyphens.</summary>
    public required string Id { get; init; }

    /// <summary>The section; null for a custom check, which is scored apart.</summary>
    public Section? Section { get; init; }

    /// <summary>A claim that is true on a pass.</summary>
    public required string Title { get; init; }

    /// <summary>The threshold in words.</summary>
    public required string Threshold { get; init; }

    /// <summary>How much harm an unmet check can do.</summary>
    public required Severity Severity { get; init; }

    /// <summary>What to do about it; begins with a verb, ready to paste.</summary>
    public required string Remedy { get; init; }

    /// <summary>The figure it is judged by; null for a yes-or-no check.</summary>
    public CheckLimit? Limit { get; init; }

    /// <summary>True when a named person's statement may answer what HealthKit cannot see.</summary>
    public bool Attestable { get; init; }

    /// <summary>Ids of checks that the same remedy is likely to clear.</summary>
    public IReadOnlyList<string> Clears { get; init; } = [];

    /// <summary>The proof that the service has no such part; null for a check that always applies.</summary>
    public Applicability? AppliesTo { get; init; }

    /// <summary>The judge.</summary>
    public required Judge Judge { get; init; }

    /// <summary>The documentation page: of the checklist's checks relative to HealthKit's repository, of a custom check whatever its host names; null without one.</summary>
    public string? Docs
    {
        get => field ?? (Section is null ? null : $"docs/checks/{Id}.md");
        init;
    }

    /// <summary>How it is judged where the title and the threshold do not say; stands on its page.</summary>
    internal string? Note { get; init; }

    /// <summary>Every kind of evidence that it looks at.</summary>
    internal IReadOnlyList<Type> Declared => [.. Judge.Requires.Concat(Judge.MayUse).Concat(AppliesTo is { } applies ? [applies.Evidence] : []).Distinct()];

    /// <summary>What is left to do where nothing can be seen.</summary>
    private string WhereBlind => Attestable ? AttestIt : "This version cannot decide it.";

    /// <summary>What makes a kind of its evidence known, or what is left to do where nothing does.</summary>
    internal string Cure(Type kind) => EvidenceKinds.HasSource(kind) ? EvidenceKinds.Cure(kind)
        : $"{EvidenceKinds.Cure(kind)} {WhereBlind}";

    /// <summary>Judges evidence; an absent, unreadable or overdue record never reaches the judge.</summary>
    internal Verdict Decide(EvidenceSet evidence, double? limit)
    {
        if (AppliesTo is { } applies && applies.Absence(new EvidenceView(evidence, [applies.Evidence])) is { } absence && !IsFlaggedInCode(evidence))
        {
            return Verdict.NotApplicable(VerdictSource.Inspected, absence);
        }

        var verdict = DecideByEvidence(evidence, limit);
        return verdict.Outcome is Outcome.Unknown && AppliesTo?.OutOfSight?.Invoke(new EvidenceView(evidence, [AppliesTo.Evidence])) is { } reason
            ? verdict with { Reason = $"{reason} {WhereBlind}", Doubt = Doubt.Blind }
            : verdict;
    }

    // Code that has not run yet may hold the part that nobody has met so far.
    private bool IsFlaggedInCode(EvidenceSet evidence) =>
        Judge.MayUse.Contains(typeof(CodeScanEvidence))
        && new EvidenceView(evidence, [typeof(CodeScanEvidence)]).Find<CodeScanEvidence>() is { } scan
        && scan.Rules.Any(rule => rule.Check == Id && rule.Flagged.Count > 0);

    private Verdict DecideByEvidence(EvidenceSet evidence, double? limit)
    {
        foreach (var type in Judge.Requires)
        {
            if (evidence.Obstacle(type) is { } obstacle)
            {
                return evidence.IsAbsent(type) ? Verdict.Blind(Cure(type)) : obstacle;
            }
        }

        if (Judge.Requires.Count == 0 && Judge.MayUse.All(type => evidence.Obstacle(type) is not null))
        {
            return evidence.Obstacle(Judge.MayUse[0])!;
        }

        var view = new EvidenceView(evidence, [.. Judge.Requires, .. Judge.MayUse]);
        return Explain(Judge.Decide(view, Limits.Of(Limit, limit, evidence.AsOf)), evidence);
    }

    /// <summary>Where a judge is blind because optional evidence is missing, the source's own reason says more than the judge can know.</summary>
    private Verdict Explain(Verdict verdict, EvidenceSet evidence)
    {
        if (verdict is not { Outcome: Outcome.Unknown, Doubt: Doubt.Blind })
        {
            return verdict;
        }

        var gaps = Judge.MayUse.Where(evidence.HasGap).Select(type => evidence.Obstacle(type)!).ToList();
        return gaps.Find(static gap => gap.Outcome is Outcome.Error)
            ?? (gaps.Count == 0 ? verdict : verdict with { Reason = string.Join(' ', gaps.Select(static gap => gap.Reason)) });
    }
}
