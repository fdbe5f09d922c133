namespace HealthKit.Benchmarks.Comparisons;

/// <summary>A variant's added cost must be at most so large a part of a peer's.</summary>
/// <param name="Variant">The variant.</param>
/// <param name="Peer">The variant it is measured against.</param>
/// <param name="MostRatio">Its added time over the peer's.</param>
internal sealed record Promise(string Variant, string Peer, double MostRatio);
