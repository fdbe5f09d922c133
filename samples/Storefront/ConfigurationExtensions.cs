namespace Storefront;

public static class ConfigurationExtensions
{
    public static string Required(this IConfiguration configuration, string key) =>
        configuration[key] is { Length: > 0 } value ? value : throw new InvalidOperationException($"Set {key}.");
}
