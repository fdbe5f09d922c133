using HealthKit.Evidence;
using HealthKit.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.HttpSys;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HealthKit.Sources;

/// <summary>States how large a request body may be: the server's limit, the form limit, and endpoints with limits of their own.</summary>
internal sealed class RequestLimitSource(IServiceProvider services, EndpointInventory inventory, TimeProvider time) : MemorySource<RequestLimitEvidence>("request.limits", time)
{
    private const long FrameworkDefault = 30_000_000;

    protected override RequestLimitEvidence Read(DateTimeOffset now)
    {
        var (server, readable, limit) = ServerLimit();
        var own = inventory.Endpoints.Where(static endpoint => endpoint.Metadata.GetMetadata<IRequestSizeLimitMetadata>() is not null).ToArray();
        return new RequestLimitEvidence
        {
            ObservedAt = now,
            MaxAge = Fresh,
            Server = server,
            ServerLimitReadable = readable,
            ServerLimitBytes = limit,
            ServerLimitExplicit = readable && limit != FrameworkDefault,
            FormLimitBytes = services.GetService<IOptions<FormOptions>>()?.Value.MultipartBodyLengthLimit,
            UnlimitedEndpoints = [.. own.Where(IsUnlimited).Select(NameOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            EndpointsWithOwnLimit = own.Count(static endpoint => !IsUnlimited(endpoint)),
        };
    }

    // Options of a server that does not run say nothing, so the server is asked for first.
    private (string Server, bool Readable, long? Limit) ServerLimit()
    {
        var type = services.GetService<IServer>()?.GetType();
        return type?.Namespace switch
        {
            { } name when name.StartsWith("Microsoft.AspNetCore.Server.Kestrel", StringComparison.Ordinal) => ("Kestrel", true, Options<KestrelServerOptions>().Limits.MaxRequestBodySize),
            { } name when name.StartsWith("Microsoft.AspNetCore.Server.IIS", StringComparison.Ordinal) => ("IIS", true, Options<IISServerOptions>().MaxRequestBodySize),
            { } name when name.StartsWith("Microsoft.AspNetCore.Server.HttpSys", StringComparison.Ordinal) && OperatingSystem.IsWindows() => ("HTTP.sys", true, Options<HttpSysOptions>().MaxRequestBodySize),
            _ => (type?.Name ?? "unknown", false, null),
        };
    }

    private T Options<T>()
        where T : class, new() =>
        services.GetRequiredService<IOptions<T>>().Value;

    // The largest number is how "no limit" is written where a number is asked for.
    private static bool IsUnlimited(Endpoint endpoint) => endpoint.Metadata.GetMetadata<IRequestSizeLimitMetadata>() is { MaxRequestBodySize: null or long.MaxValue };

    private static string NameOf(Endpoint endpoint)
    {
        var method = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is [var only] ? only + " " : "";
        return method + RouteTemplates.Of(endpoint);
    }
}
