using System.Collections.Frozen;
using System.Reflection;

namespace HealthKit.Checks;

/// <summary>The 71 checks in checklist order.</summary>
public static class Catalogue
{
    /// <summary>All checks, sorted by section and number.</summary>
    public static IReadOnlyList<Check> All { get; } = Load();

    private static readonly FrozenDictionary<string, Check> ById = All.ToFrozenDictionary(check => check.Id, StringComparer.Ordinal);

    /// <summary>The check with an id such as "2.4", or null.</summary>
    public static Check? Find(string id) => ById.GetValueOrDefault(id);

    // The catalogue is another class than the fields it lists: static fields of a partial class initialise in no controlled order.
    private static Check[] Load() =>
    [
        .. typeof(Checklist)
            .GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(field => field.GetValue(null))
            .OfType<Check>()
            .OrderBy(check => check.Section)
            .ThenBy(check => int.Parse(check.Id.AsSpan(check.Id.IndexOf('.', StringComparison.Ordinal) + 1), System.Globalization.CultureInfo.InvariantCulture)),
    ];
}
