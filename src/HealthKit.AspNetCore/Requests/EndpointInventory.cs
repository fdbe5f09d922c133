using HealthKit.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HealthKit.Requests;

/// <summary>The host's endpoint table, HealthKit's own endpoints apart.</summary>
internal sealed class EndpointInventory(IServiceProvider services)
{
    private IReadOnlyList<Endpoint>? _endpoints;

    /// <summary>The host's endpoints; empty for a host without endpoint table.</summary>
    public IReadOnlyList<Endpoint> Endpoints => Volatile.Read(ref _endpoints) ?? Look();

    /// <summary>Every endpoint, HealthKit's own included.</summary>
    public IReadOnlyList<Endpoint> All => Source?.Endpoints ?? [];

    // Resolved late: the table is complete only once the host has started.
    private EndpointDataSource? Source => services.GetService(typeof(EndpointDataSource)) as EndpointDataSource;

    private IReadOnlyList<Endpoint> Look()
    {
        if (Source is not { } source)
        {
            return [];
        }

        source.GetChangeToken().RegisterChangeCallback(static state => Volatile.Write(ref ((EndpointInventory)state!)._endpoints, null), this);
        IReadOnlyList<Endpoint> endpoints = [.. source.Endpoints.Where(static endpoint => endpoint.Metadata.GetMetadata<OwnEndpoint>() is null)];
        Volatile.Write(ref _endpoints, endpoints);
        return endpoints;
    }
}
