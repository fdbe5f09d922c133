using System.Text.Json;
using System.Text.Json.Serialization;

namespace HealthKit.Benchmarks.Responses;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Line[]))]
internal sealed partial class ResponsesContext : JsonSerializerContext;
