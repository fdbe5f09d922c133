using HealthKit.Attestation;
using HealthKit.Checks;

namespace HealthKit.Tests.Attestation;

public sealed class AttestationOverlayTests
{
    private static readonly DateOnly Today = new(2026, 11, 23);
    private static readonly Check Attestable = Catalogue.All.First(check => check.Attestable);

    private static readonly CheckAttestation Statement = new()
    {
        Check = Attestable.Id,
        Statement = "The gateway does it",
        Owner = "Ada",
        Evidence = new Uri("https://wiki.example/gateway"),
        Date = new DateOnly(2026, 11, 1),
        Expires = new DateOnly(2027, 5, 1),
    };

    [Fact]
    public void Answers_what_was_not_found_and_what_could_not_be_seen()
    {
        Assert.Equal((Outcome.Pass, VerdictSource.Attested), Apply(Verdict.Fail(VerdictSource.Inspected, "none").AsNotFound()));
        Assert.Equal((Outcome.Pass, VerdictSource.Attested), Apply(Verdict.Blind("no source")));
    }

    [Fact]
    public void Keeps_what_was_looked_for_and_not_found_in_sight_beside_the_statement()
    {
        var missing = Verdict.Fail(VerdictSource.Inspected, "Of 3 public endpoints 0 are rate limited.", [new Offender("GET /products", "no limiter")], 3).AsNotFound();

        var attested = AttestationOverlay.Apply(Attestable, missing, Statement, Today);
        var blind = AttestationOverlay.Apply(Attestable, Verdict.Blind($"Nobody looks. {Check.AttestIt}"), Statement, Today);

        Assert.Equal("Attested: \"The gateway does it\" (Ada, 2026-11-01, holds until 2027-05-01, https://wiki.example/gateway). HealthKit itself: Of 3 public endpoints 0 are rate limited.", attested.Observed);
        Assert.Equal(("GET /products", 3), (Assert.Single(attested.Offenders).Subject, attested.Samples));
        Assert.Equal((Doubt.None, null, null), (attested.Doubt, attested.Reason, attested.Remedy));
        Assert.EndsWith("HealthKit itself: Nobody looks.", blind.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void Never_lifts_a_counter_example_or_a_lack_of_samples_or_stale_evidence()
    {
        Assert.Equal(Outcome.Fail, Apply(Verdict.Fail(VerdictSource.Measured, "seen")).Outcome);
        Assert.Equal(Outcome.Warn, Apply(Verdict.Warn(VerdictSource.Measured, "seen")).Outcome);
        Assert.Equal(Outcome.Unknown, Apply(Verdict.TooFew(VerdictSource.Measured, "3", "needs 300")).Outcome);
        Assert.Equal(Outcome.Unknown, Apply(Verdict.Stale("old")).Outcome);
        Assert.Equal(Outcome.Error, Apply(Verdict.Error("threw")).Outcome);
    }

    [Fact]
    public void Says_so_where_what_was_seen_refutes_it() =>
        Assert.Contains("refuted", AttestationOverlay.Apply(Attestable, Verdict.Fail(VerdictSource.Measured, "seen"), Statement, Today).Reason, StringComparison.Ordinal);

    [Fact]
    public void Is_unknown_once_expired_and_says_from_when_it_holds_before_its_date()
    {
        var missing = Verdict.Fail(VerdictSource.Inspected, "none").AsNotFound();

        var expired = AttestationOverlay.Apply(Attestable, missing, Statement with { Expires = Today.AddDays(-1) }, Today);
        Assert.Equal(Outcome.Unknown, expired.Outcome);
        Assert.Contains("expired on 2026-11-22", expired.Reason, StringComparison.Ordinal);
        var early = AttestationOverlay.Apply(Attestable, missing, Statement with { Date = Today.AddDays(1) }, Today);
        Assert.Equal(Outcome.Fail, early.Outcome);
        Assert.Contains("holds from 2026-11-24", early.Reason, StringComparison.Ordinal);
        Assert.Equal(Outcome.Pass, AttestationOverlay.Apply(Attestable, missing, Statement with { Expires = Today }, Today).Outcome);
    }

    [Theory]
    [InlineData(-30, -1, "expired on 2026-11-22")]
    [InlineData(-30, 30, "holds until 2026-12-23")]
    [InlineData(1, 30, "holds from 2026-11-24 until 2026-12-23")]
    public void Tells_in_which_term_it_stands(int from, int until, string term) =>
        Assert.Contains(term, AttestationOverlay.Describe(Statement with { Date = Today.AddDays(from), Expires = Today.AddDays(until) }, Today), StringComparison.Ordinal);

    [Fact]
    public void Leaves_a_check_alone_that_cannot_be_attested()
    {
        var strict = Catalogue.All.First(check => !check.Attestable);

        Assert.Equal(Outcome.Unknown, AttestationOverlay.Apply(strict, Verdict.Blind("no source"), Statement, Today).Outcome);
    }

    private static (Outcome Outcome, VerdictSource Source) Apply(Verdict verdict)
    {
        var result = AttestationOverlay.Apply(Attestable, verdict, Statement, Today);
        return (result.Outcome, result.Source);
    }
}
