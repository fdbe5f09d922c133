namespace HealthKit.Benchmarks.Comparisons;

/// <summary>One way of doing it.</summary>
/// <param name="Name">How tables name it.</param>
/// <param name="Records">What it records of an operation.</param>
internal sealed record Variant(string Name, string Records);
