using Microsoft.Extensions.Options;

namespace HealthKit.Resilience;

/// <summary>Stops the start-up over a setting out of range, in words that name the client, the setting and the range.</summary>
internal sealed class HealthAuditResilienceOptionsValidator : IValidateOptions<HealthAuditResilienceOptions>
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private static readonly TimeSpan ShortestDelay = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);

    public ValidateOptionsResult Validate(string? name, HealthAuditResilienceOptions options)
    {
        string[] errors =
        [
            .. Range(name, nameof(options.AttemptTimeout), options.AttemptTimeout, Shortest, Longest),
            .. Range(name, nameof(options.TotalTimeout), options.TotalTimeout, Shortest, Longest),
            .. Range(name, nameof(options.MaxRetryAttempts), options.MaxRetryAttempts, 1, 10),
            .. Range(name, nameof(options.RetryDelay), options.RetryDelay, ShortestDelay, LongestDelay),
            .. Range(name, nameof(options.MaxRetryDelay), options.MaxRetryDelay, ShortestDelay, LongestDelay),
            .. options.AttemptTimeout >= options.TotalTimeout ? [$"AddHealthAuditResilience of client '{name}': {nameof(options.TotalTimeout)} must be longer than {nameof(options.AttemptTimeout)}."] : Array.Empty<string>(),
            .. options.RetryDelay > options.MaxRetryDelay ? [$"AddHealthAuditResilience of client '{name}': {nameof(options.MaxRetryDelay)} must not be shorter than {nameof(options.RetryDelay)}."] : Array.Empty<string>(),
        ];
        return errors.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static IEnumerable<string> Range<T>(string? name, string setting, T value, T minimum, T maximum)
        where T : IComparable<T>
    {
        if (value.CompareTo(minimum) < 0 || value.CompareTo(maximum) > 0)
        {
            yield return FormattableString.Invariant($"AddHealthAuditResilience of client '{name}': {setting} {value} is outside the allowed range {minimum} to {maximum}.");
        }
    }
}
