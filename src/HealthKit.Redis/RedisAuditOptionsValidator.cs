using HealthKit.Hosting;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace HealthKit.Redis;

/// <summary>Stops the start-up over a setting out of range, in words that name it and the range.</summary>
internal sealed class RedisAuditOptionsValidator : IValidateOptions<RedisAuditOptions>
{
    private const int MostKeys = 100_000;

    /// <summary>The settings' ranges.</summary>
    public static SettingRanges<RedisAuditOptions> Ranges { get; } = new SettingRanges<RedisAuditOptions>("HealthAudit:Redis")
        .Add(nameof(RedisAuditOptions.Interval), TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(10), static options => options.Interval)
        .Add(nameof(RedisAuditOptions.Timeout), TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(1), static options => options.Timeout)
        .Add(nameof(RedisAuditOptions.SampleKeys), 0, MostKeys, static options => options.SampleKeys)
        .Add(nameof(RedisAuditOptions.SampleInterval), TimeSpan.FromSeconds(5), TimeSpan.FromHours(1), static options => options.SampleInterval)
        .Add(nameof(RedisAuditOptions.ReadinessTimeout), TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(30), static options => options.ReadinessTimeout);

    public ValidateOptionsResult Validate(string? name, RedisAuditOptions options)
    {
        string[] errors = [.. Ranges.Problems(options), .. Readable(options.ConnectionString)];
        return OptionProblems.Result(errors);
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
