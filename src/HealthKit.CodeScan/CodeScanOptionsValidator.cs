using HealthKit.Hosting;
using Microsoft.Extensions.Options;

namespace HealthKit.CodeScan;

/// <summary>Stops the start-up over a setting out of range, in words that name it and the range.</summary>
internal sealed class CodeScanOptionsValidator : IValidateOptions<CodeScanOptions>
{
    public ValidateOptionsResult Validate(string? name, CodeScanOptions options)
    {
        string[] errors =
        [
            .. Range(nameof(options.Delay), options.Delay, TimeSpan.Zero, TimeSpan.FromHours(1)),
            .. Range(nameof(options.TimeLimit), options.TimeLimit, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
            .. options.Assemblies.Where(static assembly => string.IsNullOrWhiteSpace(assembly) || assembly.IndexOfAny(['/', '\\', '*']) >= 0)
                .Select(static assembly => $"HealthAudit:CodeScan:Assemblies: '{assembly}' is none; it takes names of assemblies, such as 'Shop.Domain'."),
        ];
        return OptionProblems.Result(errors);
    }

    private static IEnumerable<string> Range(string setting, TimeSpan value, TimeSpan minimum, TimeSpan maximum)
    {
        if (value < minimum || value > maximum)
        {
            yield return FormattableString.Invariant($"HealthAudit:CodeScan:{setting}: {value} is outside the allowed range {minimum} to {maximum}{OptionProblems.TimeFormat}.");
        }
    }
}
