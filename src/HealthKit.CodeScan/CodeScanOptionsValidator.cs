using HealthKit.Hosting;
using Microsoft.Extensions.Options;

namespace HealthKit.CodeScan;

/// <summary>Stops the start-up over a setting out of range, in words that name it and the range.</summary>
internal sealed class CodeScanOptionsValidator : IValidateOptions<CodeScanOptions>
{
    /// <summary>The settings' ranges.</summary>
    public static SettingRanges<CodeScanOptions> Ranges { get; } = new SettingRanges<CodeScanOptions>("HealthAudit:CodeScan")
        .Add(nameof(CodeScanOptions.Delay), TimeSpan.Zero, TimeSpan.FromHours(1), static options => options.Delay)
        .Add(nameof(CodeScanOptions.TimeLimit), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), static options => options.TimeLimit);

    public ValidateOptionsResult Validate(string? name, CodeScanOptions options)
    {
        string[] errors =
        [
            .. Ranges.Problems(options),
            .. options.Assemblies.Where(static assembly => string.IsNullOrWhiteSpace(assembly) || assembly.IndexOfAny(['/', '\\', '*']) >= 0)
                .Select(static assembly => $"HealthAudit:CodeScan:Assemblies: '{assembly}' is none; it takes names of assemblies, such as 'Shop.Domain'."),
        ];
        return OptionProblems.Result(errors);
    }
}
