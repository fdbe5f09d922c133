using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace HealthKit.Endpoints;

/// <summary>
/// Lets HealthKit's endpoint give way to the host's on the same path, whichever was mapped first. Decided when a request matches, since the host
/// may map its own later, in a group, or as a controller; two valid endpoints on one path would answer 500.
/// </summary>
internal sealed class OwnEndpointPolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    public override int Order => 0;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => endpoints.Count > 1 && endpoints.Any(IsOwn);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        for (var index = 0; index < candidates.Count; index++)
        {
            if (candidates.IsValidCandidate(index) && IsOwn(candidates[index].Endpoint) && HasRival(candidates, index))
            {
                candidates.SetValidity(index, false);
            }
        }

        return Task.CompletedTask;
    }

    // Candidates of equal score are ambiguous. An endpoint of the host without methods, as MapHealthChecks maps it, scores worse than ours, which has
    // some, and would never be asked. Of two of our own, the later one stays.
    private static bool HasRival(CandidateSet candidates, int own)
    {
        for (var index = 0; index < candidates.Count; index++)
        {
            if (index != own
                && candidates.IsValidCandidate(index)
                && (candidates[index].Score == candidates[own].Score || IsOnThePathItself(candidates[index].Endpoint))
                && (!IsOwn(candidates[index].Endpoint) || index > own))
            {
                return true;
            }
        }

        return false;
    }

    // Without a parameter its pattern is the path that was asked for.
    private static bool IsOnThePathItself(Endpoint endpoint) => endpoint is RouteEndpoint { RoutePattern.Parameters.Count: 0 };

    private static bool IsOwn(Endpoint endpoint) => endpoint.Metadata.GetMetadata<OwnEndpoint>() is not null;
}
