using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HealthKit.Hosting;

/// <summary>A configuration section that some options bind from, with the settings it may hold.</summary>
/// <param name="Path">The section's path, such as "HealthAudit:Redis".</param>
/// <param name="Settings">The names of its settings.</param>
internal sealed record SettingsSection(string Path, IReadOnlySet<string> Settings)
{
    /// <summary>Adds the section. Call it before the options are bound, so that a duration which cannot be read is refused by name.</summary>
    public static void Add<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>(IServiceCollection services, string path)
        where TOptions : class
    {
        var properties = typeof(TOptions).GetProperties();
        services.AddSingleton(new SettingsSection(path, properties.Select(static property => property.Name).ToHashSet(StringComparer.OrdinalIgnoreCase)));
        string[] durations = [.. properties.Where(static property => property.PropertyType == typeof(TimeSpan) || property.PropertyType == typeof(TimeSpan?)).Select(static property => property.Name)];
        if (durations.Length > 0)
        {
            services.AddSingleton<IConfigureOptions<TOptions>>(provider => new ConfigureOptions<TOptions>(_ => Refuse<TOptions>(provider.GetService<IConfiguration>()?.GetSection(path), durations)));
        }
    }

    // The binder names the type, and not the form that is asked for.
    private static void Refuse<TOptions>(IConfigurationSection? section, string[] durations)
    {
        var unread = durations.Where(name => section?[name] is { Length: > 0 } text && !TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out _)).ToList();
        if (unread.Count > 0)
        {
            throw new OptionsValidationException(
                Options.DefaultName, typeof(TOptions), unread.ConvertAll(name => $"{section!.Path}:{name} is no duration: write it as hh:mm:ss, such as 00:00:10 for ten seconds."));
        }
    }
}
