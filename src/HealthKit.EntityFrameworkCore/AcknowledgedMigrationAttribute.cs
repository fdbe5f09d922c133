namespace HealthKit;

/// <summary>Accepts what is risky in a migration, with a reason that every report shows: the contract phase of a change, a table that nobody uses.</summary>
/// <param name="reason">Why it is safe.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class AcknowledgedMigrationAttribute(string reason) : Attribute
{
    /// <summary>Why it is safe.</summary>
    public string Reason { get; } = reason;
}
