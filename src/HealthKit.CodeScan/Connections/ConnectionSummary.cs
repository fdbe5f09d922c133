namespace HealthKit.CodeScan.Connections;

/// <summary>What callers need to know of a method's connections.</summary>
/// <param name="ReturnsOpen">It returns a connection that it opened.</param>
/// <param name="ReturnsCreated">It returns a connection that is not open.</param>
/// <param name="ReturnsUnknown">It returns a connection of which nobody knows whose it is.</param>
/// <param name="Opens">Parameters that are open afterwards.</param>
/// <param name="Frees">Parameters that are released whenever it returns.</param>
/// <param name="MayFree">Parameters that are released on some path.</param>
/// <param name="Keeps">Parameters that it stores.</param>
/// <param name="Outs">Parameters passed by reference that it fills with an open connection.</param>
/// <param name="Streams">It yields elements while a connection is held.</param>
/// <param name="RunsHeld">Parameters that it runs while a connection is held.</param>
internal sealed record ConnectionSummary(bool ReturnsOpen, bool ReturnsCreated, bool ReturnsUnknown, uint Opens, uint Frees, uint MayFree, uint Keeps, uint Outs, bool Streams, uint RunsHeld)
{
    public static readonly ConnectionSummary Nothing = new(false, false, false, 0, 0, 0, 0, 0, false, 0);
}
