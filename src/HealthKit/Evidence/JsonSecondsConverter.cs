using System.Text.Json;
using System.Text.Json.Serialization;

namespace HealthKit.Evidence;

/// <summary>Writes a duration as a plain number of seconds; the property's name says the unit.</summary>
public sealed class JsonSecondsConverter : JsonConverter<TimeSpan>
{
    /// <inheritdoc />
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        double seconds = reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out double number) ? number : double.NaN;
        if (!(seconds >= 0 && seconds < TimeSpan.MaxValue.TotalSeconds))
            throw new JsonException("A duration is a number of seconds, zero or more.");
        return TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond));
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteNumberValue(value.Ticks / (double)TimeSpan.TicksPerSecond);
    }
}
