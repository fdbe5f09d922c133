namespace HealthKit.Evidence;

/// <summary>One kind of state, looked for.</summary>
/// <param name="Kind">What is kept.</param>
/// <param name="InUse">True when it is in use, false when it is proved not to be, null when that cannot be told.</param>
/// <param name="Location">Where it lives.</param>
/// <param name="Implementation">The type that keeps it, by name; or null.</param>
public sealed record StateStore(StateKind Kind, bool? InUse, StateLocation Location, string? Implementation = null);
