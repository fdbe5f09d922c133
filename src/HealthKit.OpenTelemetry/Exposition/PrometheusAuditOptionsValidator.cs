using HealthKit.Hosting;
using Microsoft.Extensions.Options;

namespace HealthKit.Exposition;

/// <summary>Refuses values out of range at the start, in words a reader can act on.</summary>
internal sealed class PrometheusAuditOptionsValidator : IValidateOptions<PrometheusAuditOptions>
{
    /// <summary>The settings' ranges.</summary>
    public static SettingRanges<PrometheusAuditOptions> Ranges { get; } = new SettingRanges<PrometheusAuditOptions>("HealthAudit:Prometheus")
        .Add(nameof(PrometheusAuditOptions.StatusCodesPerRoute), 1, 60, static options => options.StatusCodesPerRoute);

    public ValidateOptionsResult Validate(string? name, PrometheusAuditOptions options) => OptionProblems.Result([.. Ranges.Problems(options)]);
}
