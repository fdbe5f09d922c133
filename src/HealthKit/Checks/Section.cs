namespace HealthKit.Checks;

/// <summary>A section of the checklist; the value is its number.</summary>
public enum Section
{
    /// <summary>Section 1.</summary>
    ApiPerformance = 1,

    /// <summary>Section 2.</summary>
    Database = 2,

    /// <summary>Section 3.</summary>
    Caching = 3,

    /// <summary>Section 4.</summary>
    ConnectionManagement = 4,

    /// <summary>Section 5.</summary>
    Observability = 5,

    /// <summary>Section 6.</summary>
    Security = 6,

    /// <summary>Section 7.</summary>
    Reliability = 7,

    /// <summary>Section 8.</summary>
    Scalability = 8,

    /// <summary>Section 9.</summary>
    DevelopmentPractices = 9,
}
