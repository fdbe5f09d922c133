using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Flags;

/// <summary>Feature-flag systems by the types they register: none of them is a dependency.</summary>
internal static class KnownFlagSystems
{
    private static readonly (string Prefix, string Name)[] Systems =
    [
        ("Microsoft.FeatureManagement.IFeatureManager", "Microsoft.FeatureManagement"),
        ("OpenFeature.IFeatureClient", "OpenFeature"),
        ("OpenFeature.FeatureClient", "OpenFeature"),
        ("OpenFeature.Api", "OpenFeature"),
        ("LaunchDarkly.Sdk.Server.", "LaunchDarkly"),
        ("Unleash.IUnleash", "Unleash"),
        ("Flagsmith.", "Flagsmith"),
        ("ConfigCat.Client.", "ConfigCat"),
        ("GrowthBook.", "GrowthBook"),
        ("Splitio.", "Split"),
        ("Esquio.", "Esquio"),
    ];

    /// <summary>The systems among a host's registrations.</summary>
    public static IEnumerable<string> In(IEnumerable<ServiceDescriptor> services) => services
        .Select(static descriptor => descriptor.ServiceType.FullName)
        .OfType<string>()
        .SelectMany(static name => Systems.Where(system => name.StartsWith(system.Prefix, StringComparison.Ordinal)))
        .Select(static system => system.Name)
        .Distinct(StringComparer.Ordinal);
}
