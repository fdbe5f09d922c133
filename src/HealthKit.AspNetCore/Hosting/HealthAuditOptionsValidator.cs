using System.Buffers;
using System.Globalization;
using HealthKit.Budgets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace HealthKit.Hosting;

/// <summary>Stops the start-up over a setting out of range, in words that name it and the range.</summary>
internal sealed class HealthAuditOptionsValidator(CustomChecks checks, SettingsKeys keys, IHostEnvironment? environment = null) : IValidateOptions<HealthAuditOptions>
{
    private const string LimitsPrefix = $"{nameof(HealthAuditOptions.Limits)}:";

    private static readonly SettingRanges<HealthAuditOptions> Ranges = new SettingRanges<HealthAuditOptions>(AuditOptionsReader.Section)
        .Add(nameof(HealthAuditOptions.RouteCapacity), 10, 10_000, static options => options.RouteCapacity)
        .Add(nameof(HealthAuditOptions.WarmUp), TimeSpan.Zero, TimeSpan.FromMinutes(10), static options => options.WarmUp)
        .Add(nameof(HealthAuditOptions.ManagementPort), 1, 65_535, static options => options.ManagementPort)
        .Add(nameof(HealthAuditOptions.ReadinessTimeout), TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1), static options => options.ReadinessTimeout)
        .Add(nameof(HealthAuditOptions.DrainDelay), TimeSpan.Zero, TimeSpan.FromMinutes(5), static options => options.DrainDelay);

    private static readonly SearchValues<char> NotInPaths = SearchValues.Create("{}*?#% ");

    /// <summary>The range of a setting in words; null for one that has none.</summary>
    public static string? Allowed(string setting) =>
        setting.StartsWith(LimitsPrefix, StringComparison.OrdinalIgnoreCase) ? AuditOptionsReader.AllowedLimit(setting[LimitsPrefix.Length..]) : Ranges.Of(setting);

    public ValidateOptionsResult Validate(string? name, HealthAuditOptions options)
    {
        var reader = new AuditOptionsReader();
        reader.Read(options, checks.All);
        string[] errors =
        [
            .. reader.Errors,
            .. Ranges.Problems(options),
            .. Paths(
                (nameof(options.LivePath), options.LivePath),
                (nameof(options.ReadyPath), options.ReadyPath),
                (nameof(options.AuditPath), options.AuditPath),
                (nameof(options.MetricsPath), options.MetricsPath)),
            .. options.PublicAreas.Select(static (area, index) => (area, index)).Where(static item => !IsArea(item.area)).Select(static item => FormattableString.Invariant(
                $"{AuditOptionsReader.Section}:{nameof(HealthAuditOptions.PublicAreas)}:{item.index}: '{item.area}' must be a route template that begins with '/' and does not end with it, alone or after one HTTP method: \"/search\", \"GET /products\".")),
            .. options.TelemetryHosts.Where(static host => !IsHost(host)).Select(static host => $"{AuditOptionsReader.Section}:{nameof(options.TelemetryHosts)}: '{host}' must be a host name, or a name and a port such as 'seq.internal:5341'."),
            .. Header(nameof(options.RequestIdHeader), options.RequestIdHeader),
            .. BudgetErrors(options.PerformanceBudgetFile),
        ];
        // A key that is missing may stand there under another name, and the start ends before anybody is told of that.
        return OptionProblems.Result(errors.Length == 0 ? errors : [.. errors, .. keys.Unknown().Select(static key => $"{key.Key}: it {key.Problem}.")]);
    }

    private IEnumerable<string> BudgetErrors(string? path) =>
        path is { Length: > 0 } && BudgetFile.Read(BudgetFile.Locate(path, environment)).Error is { } error
            ? [$"{AuditOptionsReader.Section}:{nameof(HealthAuditOptions.PerformanceBudgetFile)}: {error}."]
            : [];

    private static bool IsArea(string? area)
    {
        var parts = area?.Split(' ') ?? [];
        return parts.Length is 1 or 2
            && parts[^1].StartsWith('/')
            && (parts[^1].Length == 1 || !parts[^1].EndsWith('/'))
            && (parts.Length == 1 || (parts[0].Length > 0 && parts[0].All(char.IsAsciiLetterUpper)));
    }

    private static bool IsHost(string host)
    {
        var parts = host.Split(':');
        return Uri.CheckHostName(parts[0]) is not UriHostNameType.Unknown && (parts.Length == 1 || (parts.Length == 2 && ushort.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out _)));
    }

    private static IEnumerable<string> Header(string setting, string? header)
    {
        if (header is not null && (header.Length == 0 || !header.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')))
        {
            yield return $"{AuditOptionsReader.Section}:{setting}: '{header}' must be the name of a header: letters, digits, hyphens and underscores.";
        }
    }

    private static IEnumerable<string> Paths(params (string Setting, string Path)[] paths)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (setting, path) in paths)
        {
            if (string.IsNullOrEmpty(path) || path[0] != '/' || path.Length < 2 || path[^1] == '/' || path.AsSpan().ContainsAny(NotInPaths))
            {
                yield return $"{AuditOptionsReader.Section}:{setting}: '{path}' must begin with '/', not end with it, and hold no parameters, blanks or escapes.";
            }
            else if (!seen.Add(path))
            {
                yield return $"{AuditOptionsReader.Section}:{setting}: '{path}' is the path of another setting; each needs its own.";
            }
        }
    }
}
