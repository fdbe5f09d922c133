namespace HealthKit.Signals;

/// <summary>Placeholder until the signals branch lands.</summary>
internal sealed class RouteSlot;
