namespace HealthKit.Scoring;

/// <summary>The checklist's words for a score.</summary>
internal static class Bands
{
    private const double CoverageForAFirmBand = 80;

    public static bool IsProvisional(double? coverage) => coverage < CoverageForAFirmBand;

    public static string Name(double? percent) => percent switch
    {
        null => "Nothing applies",
        >= 90 => "Production-ready",
        >= 70 => "Some gaps, addressable within one sprint",
        >= 50 => "Significant technical debt, prioritize this quarter",
        _ => "High risk, stop and fix before further feature development",
    };

    /// <summary>Floors to one decimal, so that 89.99 never shows as 90.</summary>
    public static double Show(double percent) => Math.Floor((percent * 10) + 1e-9) / 10;

    public static double? Show(double? percent) => percent is { } value ? Show(value) : null;
}
