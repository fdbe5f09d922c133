namespace HealthKit.Resilience.CircuitBreaking;

/// <summary>What an outcome changed.</summary>
internal enum BreakerChange
{
    None,
    Opened,
    Closed,
}
