using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Hosting;

/// <summary>A configuration section that some options bind from, with the settings it may hold.</summary>
/// <param name="Path">The section's path, such as "HealthAudit:Redis".</param>
/// <param name="Settings">The names of its settings.</param>
internal sealed record SettingsSection(string Path, IReadOnlySet<string> Settings)
{
    public static void Add<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>(IServiceCollection services, string path) =>
        services.AddSingleton(new SettingsSection(path, typeof(TOptions).GetProperties().Select(static property => property.Name).ToHashSet(StringComparer.OrdinalIgnoreCase)));
}
