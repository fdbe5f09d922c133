namespace HealthKit.Evidence;

/// <summary>What a migration's operation can do to a service that is running.</summary>
public enum MigrationRisk
{
    /// <summary>The release before it no longer works on the new schema.</summary>
    Breaking,

    /// <summary>It locks or rewrites a table while others wait.</summary>
    Lock,

    /// <summary>It could not be classified, for example dynamic SQL.</summary>
    Unclassified,
}
