using System.Runtime.CompilerServices;
using HealthKit.Evidence;
using HealthKit.Inspection;
using HealthKit.Signals;
using Microsoft.AspNetCore.Http;

namespace HealthKit.FluentValidation;

/// <summary>Counts for each endpoint the requests that it accepted, and those of them in which rules ran.</summary>
internal sealed class ValidationWatch : IRequestObserver, IValidationWatch
{
    private readonly ConditionalWeakTable<RouteSlot, Counts> _routes = [];

    public ValidationWatch() => RuleRuns.Watch();

    public (long Accepted, long Validated)? Of(EndpointEvidence endpoint)
    {
        if (!RuleRuns.IsWatched)
        {
            return null;
        }

        var (accepted, validated) = (0L, 0L);
        foreach (var (route, counts) in _routes)
        {
            if (endpoint.Answers($"{route.Method} {route.Template}"))
            {
                validated += Volatile.Read(ref counts.Validated);
                accepted += Volatile.Read(ref counts.Accepted);
            }
        }

        return (accepted, validated);
    }

    public void OnCompleted(RequestScope scope, RouteSlot route)
    {
        if (scope.Context is HttpContext { Response.StatusCode: >= 200 and < 400 } context)
        {
            var counts = _routes.GetValue(route, static _ => new Counts());
            Interlocked.Increment(ref counts.Accepted);
            if (RuleRuns.In(context))
            {
                Interlocked.Increment(ref counts.Validated);
            }
        }
    }

    private sealed class Counts
    {
        public long Accepted;
        public long Validated;
    }
}
