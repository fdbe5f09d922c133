using HealthKit.Endpoints;
using HealthKit.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace HealthKit.Sources;

/// <summary>The checks that an endpoint of MapHealthChecks runs, told from the options that the host gave it.</summary>
internal static class MappedHealthChecks
{
    // By convention it asks nothing but the process.
    private const string Self = "self";

    /// <summary>Those whose tag says that they ask a dependency, and whether nothing is left of which nobody knows that.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="registered">All checks of the host.</param>
    /// <param name="askHostCode">Whether its predicate, code of the host's own, may be asked.</param>
    public static (IReadOnlyList<string> Dependencies, bool Readable) Of(Endpoint endpoint, ICollection<HealthCheckRegistration> registered, bool askHostCode)
    {
        if (HandlerParts.Of(endpoint).HealthChecks is not { } options || (options.Predicate is not null && registered.Count > 0 && !askHostCode))
        {
            return ([], false);
        }

        try
        {
            List<HealthCheckRegistration> run = [.. registered.Where(options.Predicate ?? (static _ => true))];
            List<string> dependencies = [.. run.Where(static check => check.Tags.Contains(ProbeEndpoints.ReadyTag)).Select(static check => check.Name)];
            return (dependencies, run.TrueForAll(check => dependencies.Contains(check.Name) || string.Equals(check.Name, Self, StringComparison.OrdinalIgnoreCase)));
        }
#pragma warning disable CA1031 // A predicate that throws says nothing of what runs.
        catch (Exception)
#pragma warning restore CA1031
        {
            return ([], false);
        }
    }
}
