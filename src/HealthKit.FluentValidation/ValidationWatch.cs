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
        var (accepted, validated, hidden) = (0L, 0L, 0L);
        foreach (var (route, counts) in _routes)
        {
            if (endpoint.Answers($"{route.Method} {route.Template}"))
            {
                validated += Volatile.Read(ref counts.Validated);
                hidden += Volatile.Read(ref counts.Hidden);
                accepted += Volatile.Read(ref counts.Accepted);
            }
        }

        return validated == 0 && (hidden > 0 || !RuleRuns.SeesAll) ? null : (accepted, validated);
    }

    public void OnCompleted(RequestScope scope, RouteSlot route)
    {
        if (scope.Context is HttpContext { Response.StatusCode: >= 200 and < 400 })
        {
            var counts = _routes.GetValue(route, static _ => new Counts());
            Interlocked.Increment(ref counts.Accepted);
            if (scope.Notes.HasFlag(RequestNotes.RulesRan))
            {
                Interlocked.Increment(ref counts.Validated);
            }
            else if (scope.Notes == RequestNotes.ValidationBegan)
            {
                Interlocked.Increment(ref counts.Hidden);
            }
        }
    }

    private sealed class Counts
    {
        public long Accepted;
        public long Validated;

        /// <summary>Requests in which validations began whose rules were chosen out of sight.</summary>
        public long Hidden;
    }
}
