using System.Text.Json.Serialization;
using HealthKit.Evidence;

namespace HealthKit.Tests.Evidence;

/// <summary>Shows that the distributions need nothing but source-generated serialisation, in any naming policy and assembly.</summary>
[JsonSerializable(typeof(LatencyDistribution))]
internal sealed partial class EvidenceTestJson : JsonSerializerContext;
