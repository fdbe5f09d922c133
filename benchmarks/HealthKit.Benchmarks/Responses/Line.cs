namespace HealthKit.Benchmarks.Responses;

/// <summary>One item of the list that is answered.</summary>
internal sealed record Line(int Id, string Name, decimal Price, bool InStock);
