using System.Text.Json;
using System.Text.Json.Serialization;

namespace HealthKit.Reporting;

/// <summary>Writes an enum as a camelCase word.</summary>
internal sealed class CamelCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
