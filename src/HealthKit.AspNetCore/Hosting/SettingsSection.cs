using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HealthKit.Hosting;

/// <summary>A configuration section that some options bind from, with the settings it may hold.</summary>
/// <param name="Path">The section's path, such as "HealthAudit:Redis".</param>
/// <param name="Settings">Its settings by name.</param>
internal sealed record SettingsSection(string Path, IReadOnlyDictionary<string, SettingShape> Settings)
{
    /// <summary>Adds the section. Call it before the options are bound, so that a value which cannot be read is refused by name, in words of ours.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="path">The section's path.</param>
    /// <param name="allowed">The range of a setting, or of a key below it, in words; null for one that has none.</param>
    /// <param name="parts">The names of the parts of settings that are lists of objects.</param>
    public static void Add<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>(
        IServiceCollection services, string path, Func<string, string?>? allowed = null, IReadOnlyDictionary<string, IReadOnlySet<string>>? parts = null)
        where TOptions : class
    {
        var section = new SettingsSection(path, typeof(TOptions).GetProperties().ToDictionary(
            static property => property.Name,
            property => Shape(property.PropertyType, parts?.GetValueOrDefault(property.Name)),
            StringComparer.OrdinalIgnoreCase));
        services.AddSingleton(section);
        services.AddSingleton<IConfigureOptions<TOptions>>(provider => new ConfigureOptions<TOptions>(_ =>
        {
            if (provider.GetService<IConfiguration>()?.GetSection(path) is { } configured && section.Unread(configured, allowed).ToList() is { Count: > 0 } unread)
            {
                throw new OptionsValidationException(Options.DefaultName, typeof(TOptions), [string.Join('\n', unread)]);
            }
        }));
    }

    /// <summary>The names of the settings in each item of a list.</summary>
    public static IReadOnlySet<string> PartsOf<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>() =>
        typeof(T).GetProperties().Select(static property => property.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static SettingShape Shape(Type type, IReadOnlySet<string>? parts)
    {
        if (type == typeof(string) || !typeof(IEnumerable).IsAssignableFrom(type))
        {
            return new SettingShape(Nullable.GetUnderlyingType(type) ?? type, null, null);
        }

        var arguments = type.GetGenericArguments();
        return new SettingShape(arguments[^1], arguments.Length == 1 ? "0" : "NAME", parts);
    }

    // The binder would throw in its own words, which name a type, and not the form or the range that is asked for.
    private IEnumerable<string> Unread(IConfigurationSection configured, Func<string, string?>? allowed) =>
        from setting in Settings
        where setting.Value.Text != typeof(string)
        from text in setting.Value.Below is null ? [configured.GetSection(setting.Key)] : configured.GetSection(setting.Key).GetChildren()
        where text.Value is { Length: > 0 }
        let problem = setting.Value.Problem(text.Value!)
        where problem is not null
        let range = allowed?.Invoke(text.Path[(Path.Length + 1)..])
        select $"{text.Path}: {problem}{(range is null ? "" : $"; allowed are {range}")}.";
}
