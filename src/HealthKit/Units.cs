using System.Globalization;

namespace HealthKit;

/// <summary>How figures are written in verdicts, whatever the machine's culture.</summary>
internal static class Units
{
    public static string Duration(TimeSpan value) => value.TotalSeconds switch
    {
        < 0.000_001 => "0 ms",
        < 0.001 => Text($"{value.TotalMicroseconds:0.#} µs"),
        < 1 => Text($"{value.TotalMilliseconds:0.#} ms"),
        < 120 => Text($"{value.TotalSeconds:0.##} s"),
        < 7_200 => Text($"{value.TotalMinutes:0.#} min"),
        < 172_800 => Text($"{value.TotalHours:0.#} h"),
        _ => Text($"{value.TotalDays:0.#} days"),
    };

    public static string Milliseconds(double value) => Duration(TimeSpan.FromMilliseconds(value));

    public static string Percent(double ratio) => Text($"{ratio * 100:0.##} %");

    public static string Number(double value) => value.ToString("#,0.##", CultureInfo.InvariantCulture);

    /// <summary>A whole number to be pasted: no thousands separator.</summary>
    public static string Plain(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Bytes(double value) => value switch
    {
        < 1_024 => Text($"{value:0} B"),
        < 1_048_576 => Text($"{value / 1_024:0.#} KiB"),
        < 1_073_741_824 => Text($"{value / 1_048_576:0.#} MiB"),
        _ => Text($"{value / 1_073_741_824:0.##} GiB"),
    };

    public static string Count(long value, string singular, string? plural = null) =>
        Text($"{value:#,0} {(value == 1 ? singular : plural ?? singular + "s")}");

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
