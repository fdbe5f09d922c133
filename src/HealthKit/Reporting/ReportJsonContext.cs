using System.Text.Json.Serialization;
using HealthKit.Attestation;
using HealthKit.Checks;

namespace HealthKit.Reporting;

/// <summary>How reports are written: camelCase, enums as words, no reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    Converters =
    [
        typeof(CamelCaseEnumConverter<Outcome>),
        typeof(CamelCaseEnumConverter<VerdictSource>),
        typeof(CamelCaseEnumConverter<Severity>),
        typeof(CamelCaseEnumConverter<LimitUnit>),
        typeof(CamelCaseEnumConverter<SubjectKind>),
    ])]
[JsonSerializable(typeof(AuditReport))]
internal sealed partial class ReportJsonContext : JsonSerializerContext;
