using System.Text.Json;

namespace HealthKit.Evidence;

/// <summary>Evidence as a document: what a live service saw, to be audited again elsewhere with the same result.</summary>
public static class EvidenceDocument
{
    /// <summary>The version of the document's shape.</summary>
    public const string SchemaVersion = "1.0";

    /// <summary>Writes evidence as JSON. Records of a host's own kinds are left out.</summary>
    public static void Write(EvidenceSet evidence, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        writer.WriteString("schemaVersion"u8, SchemaVersion);
        writer.WriteString("asOf"u8, evidence.AsOf);
        writer.WriteStartObject("records"u8);
        foreach (var kind in EvidenceKinds.All)
        {
            if (evidence.FindAnyAge(kind.Type) is { } record)
            {
                writer.WritePropertyName(kind.Name);
                JsonSerializer.Serialize(writer, record, kind.Json);
            }
        }

        writer.WriteEndObject();
        writer.WriteStartArray("gaps"u8);
        foreach (var gap in evidence.Gaps)
        {
            JsonSerializer.Serialize(writer, gap, EvidenceJson.Default.EvidenceGap);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Reads a document.</summary>
    /// <exception cref="JsonException">It is no evidence document; the message says where and why.</exception>
    public static EvidenceSet Read(ReadOnlyMemory<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8);
        var root = document.RootElement;
        if (root.ValueKind is not JsonValueKind.Object || !root.TryGetProperty("schemaVersion", out var version) || version.ValueKind is not JsonValueKind.String)
        {
            throw new JsonException("Not an evidence document: schemaVersion is missing.");
        }

        if (version.GetString() != SchemaVersion)
        {
            throw new JsonException($"Evidence document of version {version.GetString()}; this HealthKit reads {SchemaVersion}.");
        }

        if (!root.TryGetProperty("asOf", out var asOf) || !asOf.TryGetDateTimeOffset(out var moment))
        {
            throw new JsonException("Evidence document without a valid asOf.");
        }

        return new EvidenceSet(moment, [.. Records(root)], [.. Gaps(root)]);
    }

    private static IEnumerable<EvidenceRecord> Records(JsonElement root)
    {
        if (!root.TryGetProperty("records", out var records) || records.ValueKind is not JsonValueKind.Object)
        {
            throw new JsonException("Evidence document without records.");
        }

        foreach (var property in records.EnumerateObject())
        {
            var kind = EvidenceKinds.FindByName(property.Name)
                ?? throw new JsonException($"records.{property.Name}: not a kind of evidence that this HealthKit knows.");
            yield return (EvidenceRecord?)property.Value.Deserialize(kind.Json)
                ?? throw new JsonException($"records.{property.Name}: null.");
        }
    }

    private static IEnumerable<EvidenceGap> Gaps(JsonElement root)
    {
        if (!root.TryGetProperty("gaps", out var gaps))
        {
            yield break;
        }

        foreach (var gap in gaps.EnumerateArray())
        {
            yield return gap.Deserialize(EvidenceJson.Default.EvidenceGap) ?? throw new JsonException("gaps: null entry.");
        }
    }
}
