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
        var judgements = Catalogue.All.Select(check => Judge(check, evidence, today)).ToArray();
        var custom = settings.CustomChecks.Select(check => Judge(check, evidence, today)).ToArray();
        var http = evidence.FindAnyAge(typeof(HttpEvidence)) as HttpEvidence;
        return new AuditReport
        {
            Audit = new AuditHeader(settings.Team, settings.Reviewer, today),
            Service = service,
            GeneratedAt = evidence.AsOf,
            Window = new ReportWindow(http?.Window.TotalSeconds ?? 0, http?.Uptime.TotalSeconds ?? 0, http?.Requests ?? 0, http?.RequestsPerSecond ?? 0),
            Score = Scorer.Score(judgements),
            Sections = Scorer.Sections(judgements),
            Checks = [.. judgements.Select(Present)],
            CustomChecks = [.. custom.Select(Present)],
            Actions = Scorer.Actions(judgements),
            Overrides = Overrides(),
            Exemptions = [.. settings.Exemptions.Where(exemption => exemption.Expires >= today)],
            Attestations = settings.Attestations,
        };
    }

    private Judgement Judge(Check check, EvidenceSet evidence, DateOnly today)
    {
        var exempt = new SubjectFilter([.. settings.Exemptions.Where(exemption => exemption.Check == check.Id && exemption.Expires >= today)]);
        double? limit = settings.Limits.TryGetValue(check.Id, out var overridden) ? overridden : null;
        Verdict verdict;
        try
        {
            verdict = check.Decide(exempt.IsEmpty ? evidence : evidence.Without(exempt), limit);
        }
#pragma warning disable CA1031 // A check that throws spoils its own outcome and nobody else's.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            verdict = Verdict.Error($"The check threw {exception.GetType().Name}; report it with the saved evidence.");
        }

        var attestation = settings.Attestations.FirstOrDefault(candidate => candidate.Check == check.Id);
        return new Judgement(check, AttestationOverlay.Apply(check, verdict, attestation, today), ObservedAt(check, evidence));
    }

    private static DateTimeOffset? ObservedAt(Check check, EvidenceSet evidence) =>
        check.Judge.Requires.Concat(check.Judge.MayUse)
            .Select(evidence.FindAnyAge)
            .OfType<EvidenceRecord>()
            .Select(record => (DateTimeOffset?)record.ObservedAt)
            .Min();

    private CheckResult Present(Judgement judgement)
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
                ? AttestationOverlay.Describe(attestation)
                : null,
        };
    }

    private LimitOverride[] Overrides() =>
    [
        .. from pair in settings.Limits
           let limit = (Catalogue.Find(pair.Key) ?? settings.CustomChecks.FirstOrDefault(check => check.Id == pair.Key))?.Limit
           where limit is not null
           orderby pair.Key
           select new LimitOverride(pair.Key, pair.Value, limit.Default, limit.Unit, limit.IsLooser(pair.Value)),
    ];
}
