using System.Text.Json.Serialization;
using HealthKit.Evidence;

namespace HealthKit.Tests.Evidence;

/// <summary>Shows that the distributions need nothing but source-generated serialisation, in any assembly.</summary>
[JsonSerializable(typeof(LatencyDistribution))]
[JsonSerializable(typeof(CountDistribution))]
[JsonSerializable(typeof(CoarseLatencyDistribution))]
[JsonSerializable(typeof(WindowedLatency))]
internal sealed partial class EvidenceTestJson : JsonSerializerContext;
