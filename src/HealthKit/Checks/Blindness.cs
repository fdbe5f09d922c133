using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>The unknown that blind spots leave where nothing seen decides: they keep a pass away, never a counter-example.</summary>
internal static class Blindness
{
    public static Verdict? Of(IReadOnlyList<BlindSpot> spots, string observed = "") => spots.Count == 0
        ? null
        : Verdict.Blind($"{spots[0].Subject}: {spots[0].Reason} {spots[0].Cure}", observed, [.. spots.Select(static spot => new Offender(spot.Subject, spot.Reason, spot.Cure))]);
}
