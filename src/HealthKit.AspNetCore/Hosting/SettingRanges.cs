using System.Globalization;

namespace HealthKit.Hosting;

/// <summary>The ranges of some options' settings, stated once: for a value outside of them, and for a text that is no value at all.</summary>
/// <typeparam name="TOptions">The options.</typeparam>
/// <param name="section">The configuration section that they bind from.</param>
internal sealed class SettingRanges<TOptions>(string section)
{
    private readonly List<(string Setting, string Words, Func<TOptions, string?> Problem)> _ranges = [];

    /// <summary>Adds a setting's range; a setting without a value is in it.</summary>
    public SettingRanges<TOptions> Add<T>(string setting, T minimum, T maximum, Func<TOptions, T?> read)
        where T : struct, IComparable<T>
    {
        var words = $"{Text(minimum)} to {Text(maximum)}";
        _ranges.Add((setting, words, options => read(options) is { } given && (given.CompareTo(minimum) < 0 || given.CompareTo(maximum) > 0)
            ? $"{section}:{setting}: {Text(given)} is outside the allowed range {words}{(given is TimeSpan ? OptionProblems.TimeFormat : "")}."
            : null));
        return this;
    }

    /// <summary>A setting's range in words; null for one that has none.</summary>
    public string? Of(string setting) => _ranges.Find(range => range.Setting == setting).Words;

    /// <summary>What is out of range, in words that name the setting and the range.</summary>
    public IEnumerable<string> Problems(TOptions options) => _ranges.Select(range => range.Problem(options)).OfType<string>();

    private static string Text<T>(T value) => value switch
    {
        TimeSpan time when time.Ticks % TimeSpan.TicksPerSecond != 0 => time.ToString("c", CultureInfo.InvariantCulture).TrimEnd('0'),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "",
    };
}
