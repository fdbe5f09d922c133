namespace HealthKit.Evidence;

/// <summary>A package with a known vulnerability.</summary>
/// <param name="Package">The package.</param>
/// <param name="Version">The version in the build.</param>
/// <param name="Severity">The advisory's severity.</param>
/// <param name="Advisory">The advisory's id.</param>
/// <param name="FixedIn">The first version without it, or null.</param>
public sealed record DependencyFinding(string Package, string Version, AdvisorySeverity Severity, string Advisory, string? FixedIn = null);
