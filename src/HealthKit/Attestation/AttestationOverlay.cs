using System.Globalization;
using HealthKit.Checks;

namespace HealthKit.Attestation;

/// <summary>Lays a person's statement over a verdict: it answers what was not found or not seen, never a counter-example or a lack of samples.</summary>
internal static class AttestationOverlay
{
    public static Verdict Apply(Check check, Verdict verdict, CheckAttestation? attestation, DateOnly today)
    {
        if (attestation is null || !check.Attestable || verdict.Outcome is Outcome.Pass or Outcome.NotApplicable or Outcome.Error)
        {
            return verdict;
        }

        return verdict.Doubt switch
        {
            Doubt.NotFound or Doubt.Blind when attestation.Expires < today => verdict with
            {
                Outcome = Outcome.Unknown,
                Source = VerdictSource.None,
                Doubt = Doubt.Stale,
                Reason = $"The attestation by {attestation.Owner} expired on {Day(attestation.Expires)}. Renew it. {verdict.Reason}".TrimEnd(),
            },
            // What was looked for stays in sight beside the statement: its reader may be the one who finds that it no longer fits.
            Doubt.NotFound or Doubt.Blind when attestation.Date <= today => verdict with
            {
                Outcome = Outcome.Pass,
                Source = VerdictSource.Attested,
                Observed = $"Attested: {Describe(attestation, today)}.{Seen(verdict)}",
                Reason = null,
                Doubt = Doubt.None,
                Remedy = null,
            },
            Doubt.NotFound or Doubt.Blind => verdict with { Reason = $"{verdict.Reason} The attestation by {attestation.Owner} holds from {Day(attestation.Date)} on.".TrimStart() },
            Doubt.Refuted => verdict with { Reason = $"{verdict.Reason} Attested by {attestation.Owner}, but refuted by what was seen.".TrimStart() },
            _ => verdict,
        };
    }

    public static string Describe(CheckAttestation attestation, DateOnly today) =>
        $"\"{attestation.Statement}\" ({attestation.Owner}, {Day(attestation.Date)}, {Term(attestation, today)}, {attestation.Evidence})";

    private static string Seen(Verdict verdict)
    {
        var seen = string.Join(' ', new[] { verdict.Observed, verdict.Reason?.Replace(Check.AttestIt, "", StringComparison.Ordinal).Trim() }.Where(static part => !string.IsNullOrEmpty(part)));
        return seen.Length == 0 ? "" : $" HealthKit itself: {seen}";
    }

    private static string Term(CheckAttestation attestation, DateOnly today) =>
        attestation.Expires < today ? $"expired on {Day(attestation.Expires)}"
        : attestation.Date > today ? $"holds from {Day(attestation.Date)} until {Day(attestation.Expires)}"
        : $"holds until {Day(attestation.Expires)}";

    private static string Day(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
