namespace HealthKit.Evidence;

/// <summary>A part that a source cannot see.</summary>
/// <param name="Subject">What is not seen: a data source, a client, a cache.</param>
/// <param name="Reason">Why.</param>
/// <param name="Cure">What the host does to have it seen; begins with a verb.</param>
public sealed record BlindSpot(string Subject, string Reason, string Cure);
