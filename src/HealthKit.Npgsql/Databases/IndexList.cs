namespace HealthKit.Npgsql.Databases;

/// <summary>The indexes of a database, and whether they can be measured.</summary>
/// <param name="LookedAt">All B-tree indexes, the small ones included.</param>
/// <param name="Large">Those of 100 pages or more, the largest first.</param>
/// <param name="Function">pgstatindex with its schema; null when it is not to be had.</param>
/// <param name="Missing">What a superuser runs to have it; null when it is there.</param>
/// <param name="Role">The role, quoted.</param>
internal sealed record IndexList(int LookedAt, IReadOnlyList<IndexFigures> Large, string? Function, string? Missing, string Role);
