using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>How a blind spot reads as the reason of a verdict.</summary>
internal static class BlindSpotWords
{
    /// <summary>The first blind spot and its cure; null when there is none.</summary>
    public static string? First(IReadOnlyList<BlindSpot> spots) =>
        spots.Count == 0 ? null : $"{spots[0].Subject} cannot be seen: {spots[0].Reason} {spots[0].Cure}";
}
