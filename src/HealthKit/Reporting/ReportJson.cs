using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace HealthKit.Reporting;

/// <summary>Reports as JSON; the shape is docs/report.schema.json.</summary>
public static class ReportJson
{
    /// <summary>Writes a report.</summary>
    public static void Write(AuditReport report, Stream stream) =>
        JsonSerializer.Serialize(stream, report, ReportJsonContext.Default.AuditReport);

    /// <summary>Reads a report.</summary>
    /// <exception cref="JsonException">It is no report; the message says where and why.</exception>
    public static AuditReport Read(Stream stream)
    {
        var report = JsonSerializer.Deserialize(stream, ReportJsonContext.Default.AuditReport) ?? throw new JsonException("The report is null.");
        return report.SchemaVersion == AuditReport.CurrentSchemaVersion
            ? report
            : throw new JsonException($"Report of version {report.SchemaVersion}; this HealthKit reads {AuditReport.CurrentSchemaVersion}.");
    }

    /// <summary>The JSON Schema of a report.</summary>
    internal static string Schema()
    {
        var schema = (JsonObject)ReportJsonContext.Default.Options.GetJsonSchemaAsNode(
            typeof(AuditReport),
            new JsonSchemaExporterOptions
            {
                TreatNullObliviousAsNonNullable = true,
                TransformSchemaNode = static (context, schema) =>
                {
                    if (schema is JsonObject node && context.PropertyInfo is { Name: "docs" })
                    {
                        node.Insert(0, "description", "The check's page, as a path within HealthKit's repository: no address of the service. What to do stands in remedy, whole. A service's own check has what its host names, or null.");
                    }

                    return schema;
                },
            });
        var document = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "HealthKit audit report",
            ["description"] = $"Version {AuditReport.CurrentSchemaVersion}. checks always holds 71 entries in checklist order.",
        };
        foreach (var (name, value) in schema)
        {
            document[name] = value?.DeepClone();
        }

        return document.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n";
    }
}
