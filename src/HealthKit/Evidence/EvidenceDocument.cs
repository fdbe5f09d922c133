using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

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

    /// <summary>The JSON Schema of a document.</summary>
    internal static string Schema()
    {
        var records = new JsonObject();
        foreach (var kind in EvidenceKinds.All)
        {
            records[kind.Name] = Schema(kind.Json, $"#/properties/records/properties/{kind.Name}");
        }

        var document = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "HealthKit evidence",
            ["description"] = $"Version {SchemaVersion}: what /health/audit?level=evidence answers. records holds each kind that was observed; gaps says of the others why not.",
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["schemaVersion"] = new JsonObject { ["const"] = SchemaVersion },
                ["asOf"] = new JsonObject { ["type"] = "string", ["format"] = "date-time" },
                ["records"] = new JsonObject { ["type"] = "object", ["properties"] = records, ["additionalProperties"] = false },
                ["gaps"] = new JsonObject { ["type"] = "array", ["items"] = Schema(EvidenceJson.Default.EvidenceGap, "#/properties/gaps/items") },
            },
            ["required"] = new JsonArray("schemaVersion", "asOf", "records", "gaps"),
        };
        return document.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n";
    }

    private static JsonNode Schema(JsonTypeInfo type, string place)
    {
        var schema = type.GetJsonSchemaAsNode(new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            // The exporter knows nothing of what a converter writes.
            TransformSchemaNode = static (context, schema) => context.PropertyInfo?.CustomConverter is JsonSecondsConverter ? new JsonObject { ["type"] = "number", ["description"] = "Seconds." } : schema,
        });
        Rebase(schema, place);
        return schema;
    }

    // A reference is sought from the document's root, and each kind's schema stands deep inside.
    private static void Rebase(JsonNode? node, string place)
    {
        switch (node)
        {
            case JsonObject schema:
                foreach (var (name, value) in schema.ToList())
                {
                    if (name == "$ref" && value is JsonValue)
                    {
                        schema[name] = string.Concat(place, value.GetValue<string>().AsSpan(1));
                    }
                    else
                    {
                        Rebase(value, place);
                    }
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Rebase(item, place);
                }

                break;
        }
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
