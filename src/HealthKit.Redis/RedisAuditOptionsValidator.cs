using HealthKit.Hosting;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace HealthKit.Redis;

/// <summary>Stops the start-up over a setting out of range, in words that name it and the range.</summary>
internal sealed class RedisAuditOptionsValidator : IValidateOptions<RedisAuditOptions>
{
    private const int MostKeys = 100_000;

    public ValidateOptionsResult Validate(string? name, RedisAuditOptions options)
    {
        string[] errors =
        [
            .. Range(nameof(options.Interval), options.Interval, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(10)),
            .. Range(nameof(options.Timeout), options.Timeout, TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(1)),
            .. Range(nameof(options.SampleKeys), options.SampleKeys, 0, MostKeys),
            .. Range(nameof(options.SampleInterval), options.SampleInterval, TimeSpan.FromSeconds(5), TimeSpan.FromHours(1)),
            .. Range(nameof(options.ReadinessTimeout), options.ReadinessTimeout, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(30)),
            .. Readable(options.ConnectionString),
        ];
        return OptionProblems.Result(errors);
    }

    private static IEnumerable<string> Range<T>(string setting, T value, T minimum, T maximum)
        where T : IComparable<T>
    {
        if (value.CompareTo(minimum) < 0 || value.CompareTo(maximum) > 0)
        {
            yield return FormattableString.Invariant($"HealthAudit:Redis:{setting}: {value} is outside the allowed range {minimum} to {maximum}{(value is TimeSpan ? OptionProblems.TimeFormat : "")}.");
        }
    }

    // The text itself may hold a password, so the message shows nothing of it.
    private static IEnumerable<string> Readable(string? connectionString)
    {
        if (connectionString is null)
        {
            yield break;
        }

        bool readable;
        try
        {
            readable = ConfigurationOptions.Parse(connectionString).EndPoints.Count > 0;
        }
        catch (ArgumentException)
        {
            readable = false;
        }

        if (!readable)
        {
            yield return "HealthAudit:Redis:ConnectionString: this is no connection string of StackExchange.Redis, such as 'cache:6379,user=audit,password=…'.";
        }
    }
}
