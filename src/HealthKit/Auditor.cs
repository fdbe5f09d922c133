using HealthKit.Attestation;
using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Reporting;
using HealthKit.Scoring;

namespace HealthKit;

/// <summary>
/// The one class that knows the order: collect, stamp, apply exemptions, judge, apply attestations, score.
/// </summary>
/// <param name="settings">What the host decided.</param>
/// <param name="service">What is audited.</param>
public sealed class Auditor(AuditSettings settings, ServiceIdentity service)
{
    /// <summary>Collects evidence from a store and audits it.</summary>
    public async ValueTask<AuditReport> AuditAsync(EvidenceStore store, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        return Audit(await store.CollectAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Audits evidence, live or from a saved document: the same evidence gives the same report.</summary>
    public AuditReport Audit(EvidenceSet evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        var today = DateOnly.FromDateTime(evidence.AsOf.UtcDateTime);
        var exempt = settings.Exemptions
            .Where(exemption => exemption.Expires >= today)
            .GroupBy(static exemption => exemption.Check)
            .ToDictionary(static check => check.Key, static check => new SubjectFilter([.. check]), StringComparer.Ordinal);
        var judgements = Catalogue.All.Select(check => Judge(check, evidence, exempt.GetValueOrDefault(check.Id), today)).ToArray();
        var custom = settings.CustomChecks.Select(check => Judge(check, evidence, exempt.GetValueOrDefault(check.Id), today)).ToArray();
        var http = evidence.FindAnyAge(typeof(HttpEvidence)) as HttpEvidence;
        return new AuditReport
        {
            Audit = new AuditHeader(settings.Team, settings.Reviewer, today),
            Service = service,
            GeneratedAt = evidence.AsOf,
            Window = new ReportWindow(http?.Window.TotalSeconds ?? 0, http?.Uptime.TotalSeconds ?? 0, http?.Requests ?? 0, http?.RequestsPerSecond ?? 0),
            Score = Scorer.Score(judgements),
            Sections = Scorer.Sections(judgements),
            Checks = [.. judgements.Select(judgement => Present(judgement, exempt.GetValueOrDefault(judgement.Check.Id), today))],
            CustomChecks = [.. custom.Select(judgement => Present(judgement, exempt.GetValueOrDefault(judgement.Check.Id), today))],
            Actions = Scorer.Actions(judgements),
            Overrides = Overrides(),
            Exemptions = [.. settings.Exemptions.Select(exemption => AppliedExemption.Of(exemption, today, exempt.GetValueOrDefault(exemption.Check)))],
            Attestations = settings.Attestations,
        };
    }

    private Judgement Judge(Check check, EvidenceSet evidence, SubjectFilter? exempt, DateOnly today)
    {
        double? limit = settings.Limits.TryGetValue(check.Id, out var overridden) ? overridden : null;
        Verdict verdict;
        try
        {
            verdict = check.Decide(exempt is null ? evidence : evidence.Without(exempt, check.Declared), limit);
        }
#pragma warning disable CA1031 // A check that throws spoils its own outcome and nobody else's.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            verdict = Verdict.Error($"The check threw {exception.GetType().Name}; report it with the saved evidence.");
        }

        var attestation = settings.Attestations.FirstOrDefault(candidate => candidate.Check == check.Id);
        return new Judgement(check, WithExpired(AttestationOverlay.Apply(check, verdict, attestation, today), check, today), ObservedAt(check, evidence));
    }

    // An exemption that ends without a word looks like a service that became worse overnight.
    private Verdict WithExpired(Verdict verdict, Check check, DateOnly today)
    {
        var expired = settings.Exemptions.Where(exemption => exemption.Check == check.Id && exemption.Expires < today).Select(ReportWords.Expired).ToList();
        return expired.Count == 0 || verdict.Outcome is Outcome.Pass or Outcome.NotApplicable
            ? verdict
            : verdict with { Reason = string.Join(' ', expired.Prepend(verdict.Reason).Where(static part => !string.IsNullOrEmpty(part))) };
    }

    private static DateTimeOffset? ObservedAt(Check check, EvidenceSet evidence) =>
        check.Judge.Requires.Concat(check.Judge.MayUse)
            .Select(evidence.FindAnyAge)
            .OfType<EvidenceRecord>()
            .Select(record => (DateTimeOffset?)record.ObservedAt)
            .Min();

    private CheckResult Present(Judgement judgement, SubjectFilter? exempt, DateOnly today)
    {
        var (check, verdict, observedAt) = judgement;
        return new CheckResult
        {
            Id = check.Id,
            Section = (int?)check.Section,
            Title = check.Title,
            Threshold = check.Threshold,
            Outcome = verdict.Outcome,
            Source = verdict.Source,
            Observed = verdict.Observed,
            Reason = verdict.Reason,
            Offenders = [.. verdict.Offenders.Take(AuditReport.OffenderLimit)],
            OffenderCount = verdict.Offenders.Count,
            // What nobody saw needs no cure of the check's; a verdict may know what would make it seen.
            Remedy = verdict.Outcome is Outcome.Pass or Outcome.NotApplicable ? null : verdict.Remedy ?? (verdict.Outcome is Outcome.Fail or Outcome.Warn ? check.Remedy : null),
            Samples = verdict.Samples,
            ObservedAt = observedAt,
            Docs = check.Docs,
            Severity = check.Severity,
            Attestation = settings.Attestations.FirstOrDefault(candidate => candidate.Check == check.Id) is { } attestation
                ? AttestationOverlay.Describe(attestation, today)
                : null,
            Override = Override(check),
            Exempted = exempt?.Count ?? 0,
        };
    }

    private LimitOverride[] Overrides() =>
    [
        .. settings.Limits.Keys
            .Order(StringComparer.Ordinal)
            .Select(id => Catalogue.Find(id) ?? settings.CustomChecks.FirstOrDefault(check => check.Id == id))
            .OfType<Check>()
            .Select(Override)
            .OfType<LimitOverride>(),
    ];

    private LimitOverride? Override(Check check) =>
        check.Limit is { } limit && settings.Limits.TryGetValue(check.Id, out var value)
            ? new LimitOverride(check.Id, value, limit.Default, limit.Unit, limit.IsLooser(value))
            : null;
}
