using System.Globalization;

namespace HealthKit.Hosting;

/// <summary>What may stand in the configuration under a setting's key.</summary>
/// <param name="Text">What the text is read as; where there are several, each of them.</param>
/// <param name="Below">What the keys below it are called where there are several: "0" in a list, "NAME" in a table; null for a single text.</param>
/// <param name="Parts">The names of the parts of which each item consists; null where an item is a text.</param>
internal sealed record SettingShape(Type Text, string? Below, IReadOnlySet<string>? Parts)
{
    /// <summary>What is wrong with a text of this shape, as the binder would read it; null where it can be read. The text is not repeated.</summary>
    public string? Problem(string text) =>
        Text == typeof(TimeSpan) ? (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out _) ? null : "the value is no duration; write hh:mm:ss, such as 00:00:10 for ten seconds")
        : Text == typeof(int) ? (int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _) ? null : "the value is no whole number")
        : Text == typeof(double) ? (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? null : "the value is no number")
        : Text == typeof(bool) ? (bool.TryParse(text, out _) ? null : "the value is neither true nor false")
        : null;
}
