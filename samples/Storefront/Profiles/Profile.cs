namespace Storefront.Profiles;

public static class Profile
{
    public static IProfile Select(string? name) => name switch
    {
        null or "" or "healthy" => new HealthyProfile(),
        "neglected" => new NeglectedProfile(),
        _ => throw new ArgumentException($"Storefront:Profile is '{name}'; it can be 'healthy' or 'neglected'.", nameof(name)),
    };
}
