namespace HealthKit;

/// <summary>Accepts what the code scan finds in a member or a type for one check, with a reason that every report shows.</summary>
/// <remarks>It has no effect without a reason.</remarks>
/// <param name="check">The check's number: "8.3", "6.5", "4.8" or "4.9".</param>
/// <param name="reason">Why it is meant: "country codes, the same on every instance".</param>
[AttributeUsage(
    AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Field | AttributeTargets.Property | AttributeTargets.Method | AttributeTargets.Constructor,
    AllowMultiple = true,
    Inherited = false)]
public sealed class HealthKitAcceptedAttribute(string check, string reason) : Attribute
{
    /// <summary>The check's number.</summary>
    public string Check { get; } = check;

    /// <summary>Why it is meant.</summary>
    public string Reason { get; } = reason;
}
