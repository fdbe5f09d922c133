using System.Text.Json;

namespace HealthKit.Metrics;

/// <summary>Enum values as the report's JSON writes them, so that labels and report use the same words.</summary>
internal static class JsonNames
{
    public static string Of<T>(T value)
        where T : struct, Enum =>
        JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
