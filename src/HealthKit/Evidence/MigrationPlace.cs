namespace HealthKit.Evidence;

/// <summary>One place where migrations were looked for.</summary>
public sealed record MigrationPlace
{
    /// <summary>Its name: a DbContext, an assembly, a folder.</summary>
    public required string Name { get; init; }

    /// <summary>Migrations found there.</summary>
    public int Migrations { get; init; }

    /// <summary>Operations and statements looked at.</summary>
    public int Operations { get; init; }

    /// <summary>Why it could not be read, and the cure; null when it was.</summary>
    public string? Unreadable { get; init; }
}
