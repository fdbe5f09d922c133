namespace HealthKit.Reporting;

/// <summary>A limit that the host changed; a looser one is shown in every report.</summary>
/// <param name="Check">The check.</param>
/// <param name="Limit">The limit in force, in the check's unit.</param>
/// <param name="Default">The checklist's own.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Looser">True when it asks less than the checklist.</param>
public sealed record LimitOverride(string Check, double Limit, double Default, Checks.LimitUnit Unit, bool Looser);
