namespace HealthKit;

/// <summary>Counts evaluations of a feature-flag system that HealthKit does not know; see <see cref="HealthAuditBuilder.AddFeatureFlags"/>.</summary>
public sealed class FeatureFlagCounter
{
    private long _evaluations;

    internal FeatureFlagCounter(string name) => Name = name;

    /// <summary>The system's name in the report.</summary>
    public string Name { get; }

    internal long Evaluations => Volatile.Read(ref _evaluations);

    /// <summary>Counts one evaluation; call it from the system's own hook.</summary>
    public void Evaluated() => Interlocked.Increment(ref _evaluations);
}
