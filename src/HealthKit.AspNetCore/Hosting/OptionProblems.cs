using Microsoft.Extensions.Options;

namespace HealthKit.Hosting;

/// <summary>How wrong settings are told: each on a line of its own, since the framework would glue them together with semicolons.</summary>
internal static class OptionProblems
{
    /// <summary>What to say after a time span that is out of range: a bare number was most likely meant as seconds.</summary>
    public const string TimeFormat = " (hh:mm:ss; a number alone is days)";

    public static ValidateOptionsResult Result(IReadOnlyCollection<string> errors) =>
        errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(string.Join('\n', errors));
}
