namespace HealthKit.Npgsql.Databases;

/// <summary>What pgstatindex found.</summary>
/// <param name="Percent">Average density of the leaf pages.</param>
/// <param name="LeafPages">Leaf pages in use.</param>
internal sealed record IndexDensity(double Percent, long LeafPages);
