using System.Text.Json.Serialization;
using HealthKit.Evidence;

namespace HealthKit.Lifecycle;

/// <summary>How a stop is written to its file.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(ServiceStop))]
internal sealed partial class StopRecordJson : JsonSerializerContext;
