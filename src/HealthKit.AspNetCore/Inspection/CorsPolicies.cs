using System.Collections;
using HealthKit.Pipeline;
using HealthKit.Requests;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace HealthKit.Inspection;

/// <summary>Finds the cross-origin policies that a host has: registered, named by endpoints, written on endpoints.</summary>
internal static class CorsPolicies
{
    private const string Default = "(default)";

    /// <summary>Why policies cannot be found by their names; null when the members that hold these are as they were read. Tried once, on parts of its own.</summary>
    public static string? Obstacle { get; } = IsProved() ? null : "The names of policies are not where they were in ASP.NET Core 10.";

    /// <summary>Policies that endpoints name, and those they carry themselves, with the endpoints.</summary>
    public static (Dictionary<string, IReadOnlyList<string>> Named, List<(CorsPolicy Policy, IReadOnlyList<string> Endpoints)> Inline) ByEndpoint(IEnumerable<Endpoint> endpoints)
    {
        var named = new List<(string Policy, string Endpoint)>();
        var inline = new List<(CorsPolicy Policy, string Endpoint)>();
        foreach (var endpoint in endpoints)
        {
            // The last one wins, as in the middleware; one that disables is none.
            switch (endpoint.Metadata.GetMetadata<ICorsMetadata>())
            {
                case ICorsPolicyMetadata { Policy: { } policy }:
                    inline.Add((policy, NameOf(endpoint)));
                    break;
                case IEnableCorsAttribute { PolicyName: var name }:
                    named.Add((name ?? Default, NameOf(endpoint)));
                    break;
            }
        }

        return (
            named.GroupBy(static pair => pair.Policy, StringComparer.Ordinal).ToDictionary(static group => group.Key, static group => (IReadOnlyList<string>)[.. group.Select(static pair => pair.Endpoint).Distinct(StringComparer.Ordinal)], StringComparer.Ordinal),
            [.. inline.GroupBy(static pair => pair.Policy).Select(static group => (group.Key, (IReadOnlyList<string>)[.. group.Select(static pair => pair.Endpoint).Distinct(StringComparer.Ordinal)]))]);
    }

    /// <summary>The names of registered policies: the options give them out one by one, and list them in a property that is no public API.</summary>
    public static IEnumerable<string> Registered(CorsOptions? options)
    {
        if (options is null)
        {
            return [];
        }

        return DelegateGraph.Property(options, "PolicyMap") is IDictionary names ? names.Keys.Cast<string>() : [options.DefaultPolicyName];
    }

    /// <summary>The name that UseCors(name) was given; null for the default.</summary>
    public static string? NameOf(object middleware) => DelegateGraph.Text(middleware);

    private static bool IsProved()
    {
        const string Probe = "healthkit";
        try
        {
            var options = new CorsOptions();
            options.AddPolicy(Probe, static policy => policy.WithOrigins("https://healthkit.invalid"));
            var middleware = new CorsMiddleware(static _ => Task.CompletedTask, new CorsService(Options.Create(options), NullLoggerFactory.Instance), NullLoggerFactory.Instance, Probe);
            return Registered(options).Contains(Probe) && NameOf(middleware) == Probe;
        }
#pragma warning disable CA1031 // Whatever another version does there, names cannot be read.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    private static string NameOf(Endpoint endpoint)
    {
        var methods = EndpointNames.Methods(endpoint);
        return $"{(methods.Count == 0 ? "*" : string.Join('|', methods))} {RouteTemplates.Of(endpoint)}";
    }
}
