using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.FeatureManagement;

namespace Storefront.Profiles;

public static class HealthyHostExtensions
{
    private const long LargestBody = 1_000_000;

    public static void AddHealthyHost(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = LargestBody);
        services.Configure<FormOptions>(form => form.MultipartBodyLengthLimit = LargestBody);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(25));
        services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            // The ingress is inside the cluster's network; loopback is trusted by default.
            foreach (var network in builder.Configuration.GetSection("Ingress:Networks").Get<string[]>() ?? [])
            {
                forwarded.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(network));
            }
        });

        services.AddProblemDetails();
        services.AddValidation();
        services.AddFeatureManagement();
        services.AddSingleton(TimeProvider.System);
    }
}
