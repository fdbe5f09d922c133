namespace HealthKit;

/// <summary>Says that the list an endpoint returns cannot grow, and why, so that it needs no pages.</summary>
/// <param name="reason">Why, for the report: "the seven weekdays".</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class BoundedResultsAttribute(string reason) : Attribute
{
    /// <summary>Why the list cannot grow.</summary>
    public string Reason { get; } = reason;
}
