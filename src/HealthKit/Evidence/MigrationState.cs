namespace HealthKit.Evidence;

/// <summary>Whether a migration has been applied to the database in use.</summary>
public enum MigrationState
{
    /// <summary>The database's history could not be read.</summary>
    Unknown,

    /// <summary>Not yet.</summary>
    Pending,

    /// <summary>It has.</summary>
    Applied,
}
