using Microsoft.Extensions.Options;

namespace HealthKit.Exposition;

/// <summary>Refuses values out of range at the start, in words a reader can act on.</summary>
internal sealed class PrometheusAuditOptionsValidator : IValidateOptions<PrometheusAuditOptions>
{
    public ValidateOptionsResult Validate(string? name, PrometheusAuditOptions options) =>
        options.StatusCodesPerRoute is >= 1 and <= 60
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"HealthAudit:Prometheus:{nameof(PrometheusAuditOptions.StatusCodesPerRoute)}: {options.StatusCodesPerRoute} is outside the allowed range 1 to 60."));
}
