using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HealthKit.Hosting;

/// <summary>Looks through the configuration for what has no effect: keys that no setting has, and sections that nobody reads under their name or in their place.</summary>
internal sealed class SettingsKeys(IEnumerable<SettingsSection> sections, IServiceProvider services)
{
    // The package's name instead of the section's.
    private const string Package = "HealthKit";

    private readonly List<SettingsSection> _sections = [.. sections];

    private IConfiguration? Configuration => services.GetService<IConfiguration>();

    /// <summary>Keys within HealthKit's sections that no setting has, and what is wrong with each.</summary>
    public IEnumerable<(string Key, string Problem)> Unknown() =>
        from section in _sections
        from key in Configuration?.GetSection(section.Path).GetChildren() ?? []
        where !_sections.Exists(other => other.Path.Equals(key.Path, StringComparison.OrdinalIgnoreCase))
        from problem in section.Settings.TryGetValue(key.Key, out var shape) ? Below(key, shape) : [Stranger(key, Names(section))]
        select problem;

    /// <summary>Sections and variables outside of HealthKit's section that look as if they were meant for it, and where they belong.</summary>
    public IEnumerable<(string Key, string Advice)> Astray()
    {
        // A host that binds the options itself, from wherever it likes, knows what it does.
        if (services.GetServices<IOptionsChangeTokenSource<HealthAuditOptions>>().Any())
        {
            yield break;
        }

        foreach (var top in Configuration?.GetChildren() ?? [])
        {
            if (top.Key.Equals(AuditOptionsReader.Section, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (Joined(top.Key) is { } setting)
            {
                yield return (top.Path, $"write {AuditOptionsReader.Section}:{setting}, or {AuditOptionsReader.Section}__{setting} with two underscores as an environment variable");
            }
            else if (top.Value is null && IsMisspelt(top))
            {
                yield return (top.Path, $"its section is {AuditOptionsReader.Section}");
            }
            else if (top.Value is null)
            {
                foreach (var section in Inside(top))
                {
                    yield return (section.Path, $"its section {AuditOptionsReader.Section} stands at the top of the configuration");
                }
            }
        }
    }

    private static IEnumerable<(string Key, string Problem)> Below(IConfigurationSection key, SettingShape shape)
    {
        var children = key.GetChildren().ToList();
        return shape.Below is null ? children.Select(static child => Stranger(child, []))
            : children.Count == 0 ? Text(key, shape.Below)
            : children.SelectMany(item => Item(item, shape.Parts));
    }

    private static IEnumerable<(string Key, string Problem)> Item(IConfigurationSection item, IReadOnlySet<string>? parts)
    {
        var children = item.GetChildren().ToList();
        return parts is null ? children.Select(static child => Stranger(child, []))
            : children.Count == 0 ? Text(item, parts.First())
            : children.SelectMany(child => parts.Contains(child.Key) ? child.GetChildren().Select(static deeper => Stranger(deeper, [])) : [Stranger(child, parts)]);
    }

    private static IEnumerable<(string Key, string Problem)> Text(IConfigurationSection key, string below) =>
        string.IsNullOrEmpty(key.Value) ? [] : [(key.Path, $"is a text where keys below it are expected, such as {key.Path}:{below}")];

    private static (string Key, string Problem) Stranger(IConfigurationSection key, IEnumerable<string> names) =>
        (key.Path, $"is no setting of HealthKit or of the packages that were added to it{(NearMiss.Of(key.Key, names) is { } near ? $" (did you mean {key.Path[..^key.Key.Length]}{near}?)" : "")}");

    private IEnumerable<string> Names(SettingsSection section) =>
        section.Settings.Keys.Concat(_sections.Where(other => other.Path.StartsWith($"{section.Path}:", StringComparison.Ordinal)).Select(other => other.Path[(section.Path.Length + 1)..]));

    // "HealthAudit_Team": one underscore, a dot or a hyphen instead of the colon that two underscores make.
    private string? Joined(string key) =>
        key.Length > AuditOptionsReader.Section.Length + 1
        && key.StartsWith(AuditOptionsReader.Section, StringComparison.OrdinalIgnoreCase)
        && key[AuditOptionsReader.Section.Length] is '_' or '.' or '-'
            ? Main.FirstOrDefault(name => name.Equals(key[(AuditOptionsReader.Section.Length + 1)..], StringComparison.OrdinalIgnoreCase))
            : null;

    private bool IsMisspelt(IConfigurationSection section)
    {
        var letters = string.Concat(section.Key.Where(char.IsAsciiLetterOrDigit));
        return NearMiss.Of(letters, [AuditOptionsReader.Section]) is not null ? section.GetChildren().Any()
            : letters.Equals(Package, StringComparison.OrdinalIgnoreCase) && HoldsSettings(section);
    }

    private IEnumerable<IConfigurationSection> Inside(IConfigurationSection top) =>
        from place in top.GetChildren().Where(static child => child.Value is null).Prepend(top)
        let section = place.GetSection(AuditOptionsReader.Section)
        where HoldsSettings(section)
        select section;

    private bool HoldsSettings(IConfigurationSection section) => section.GetChildren().Any(child => Main.Contains(child.Key, StringComparer.OrdinalIgnoreCase));

    private IEnumerable<string> Main => _sections.Where(static section => section.Path == AuditOptionsReader.Section).SelectMany(Names);
}
