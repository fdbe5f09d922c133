using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace HealthKit.Sources;

/// <summary>Data sources and HTTP clients among the host's registrations.</summary>
internal sealed record RegisteredParts(IReadOnlyList<string> DataSources, int HttpClients)
{
    // Entity Framework is no dependency, so its options are known by name.
    private const string DbContextOptions = "Microsoft.EntityFrameworkCore.DbContextOptions`1";

    public static RegisteredParts Of(IServiceCollection services)
    {
        var names = services.Select(DataSourceName).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        var clients = services
            .Where(static descriptor => descriptor is { IsKeyedService: false, ImplementationInstance: ConfigureNamedOptions<HttpClientFactoryOptions> })
            .Select(static descriptor => ((ConfigureNamedOptions<HttpClientFactoryOptions>)descriptor.ImplementationInstance!).Name)
            .Distinct(StringComparer.Ordinal)
            .Count();
        var hasFactory = services.Any(static descriptor => descriptor.ServiceType == typeof(IHttpClientFactory));
        return new RegisteredParts([.. names], Math.Max(clients, hasFactory ? 1 : 0));
    }

    private static string? DataSourceName(ServiceDescriptor descriptor)
    {
        var type = descriptor.ServiceType;
        if (type.IsGenericType && type.GetGenericTypeDefinition().FullName == DbContextOptions)
        {
            return type.GenericTypeArguments[0].Name;
        }

        return typeof(DbDataSource).IsAssignableFrom(type) ? type.Name : null;
    }
}
