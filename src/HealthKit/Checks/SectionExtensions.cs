namespace HealthKit.Checks;

/// <summary>The names of sections as the checklist prints them.</summary>
public static class SectionExtensions
{
    /// <summary>The section's name, for example "API Performance".</summary>
    public static string DisplayName(this Section section) => section switch
    {
        Section.ApiPerformance => "API Performance",
        Section.Database => "Database",
        Section.Caching => "Caching",
        Section.ConnectionManagement => "Connection Management",
        Section.Observability => "Observability",
        Section.Security => "Security",
        Section.Reliability => "Reliability",
        Section.Scalability => "Scalability",
        Section.DevelopmentPractices => "Development Practices",
        _ => throw new ArgumentOutOfRangeException(nameof(section), section, "Not a section of the checklist."),
    };
}
