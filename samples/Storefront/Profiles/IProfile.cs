namespace Storefront.Profiles;

/// <summary>One way to build the same shop: its services, its pipeline and its endpoints.</summary>
public interface IProfile
{
    string Name { get; }

    void AddServices(WebApplicationBuilder builder);

    void UseMiddleware(WebApplication app);

    void MapEndpoints(WebApplication app);
}
