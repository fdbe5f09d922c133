using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;

namespace HealthKit.Pipeline;

/// <summary>What stands inside an endpoint's own delegate: endpoint filters, the framework's validation, middleware that serves files.</summary>
internal sealed class HandlerParts
{
    private const int Most = 400;

    /// <summary>Filters of the host's own, by class; nobody knows what they do.</summary>
    public List<string> HostFilters { get; } = [];

    /// <summary>True when the framework's validation runs before the handler.</summary>
    public bool Validates { get; private set; }

    /// <summary>Middleware inside the delegate.</summary>
    public HashSet<string> Middleware { get; } = new(StringComparer.Ordinal);

    /// <summary>True when some of that middleware is the host's own.</summary>
    public bool HasHostMiddleware { get; private set; }

    /// <summary>What the host gave MapHealthChecks; null where the endpoint is none.</summary>
    public HealthCheckOptions? HealthChecks { get; private set; }

    public static HandlerParts Of(Endpoint endpoint)
    {
        var parts = new HandlerParts();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var waiting = new Stack<object>();
        if (endpoint.RequestDelegate is { } start)
        {
            waiting.Push(start);
        }

        while (waiting.TryPop(out var at) && seen.Count < Most)
        {
            if (!seen.Add(at))
            {
                continue;
            }

            if (at is object[] array)
            {
                foreach (var item in array.Where(static item => item is Delegate or object[] || (item is not null && DelegateGraph.IsHolder(item.GetType()))))
                {
                    waiting.Push(item);
                }
            }
            else if (at is Delegate method)
            {
                parts.Note(method);
                // What the host's own handler has captured says nothing of what stands before it.
                if (method.Target is { } target && IsOfFramework(method))
                {
                    waiting.Push(target);
                }
            }
            else
            {
                parts.Note(at.GetType());
                parts.HealthChecks ??= at.GetType().FullName == PipelineInstruments.HealthChecks ? DelegateGraph.Field<HealthCheckOptions>(at) : null;
                foreach (var (_, value) in DelegateGraph.Held(at))
                {
                    waiting.Push(value);
                }
            }
        }

        return parts;
    }

    private void Note(Type type)
    {
        if (!DelegateGraph.IsClosure(type) && type.FullName is { } name && DelegateGraph.IsHolder(type))
        {
            Middleware.Add(name);
            HasHostMiddleware |= PipelineStep.IsOfHost(type);
        }
    }

    private void Note(Delegate method)
    {
        if (method is not EndpointFilterDelegate || method.Method.DeclaringType is not { FullName: { } name } type)
        {
            return;
        }

        if (name.StartsWith(PipelineInstruments.ValidationFilter, StringComparison.Ordinal))
        {
            Validates = true;
        }
        else if (!name.StartsWith(PipelineInstruments.FilterTerminal, StringComparison.Ordinal) && !name.StartsWith(PipelineInstruments.GeneratedHandlers, StringComparison.Ordinal))
        {
            HostFilters.Add(Named(type));
        }
    }

    private static bool IsOfFramework(Delegate method) =>
        method.Method.DeclaringType is not { } type
        || !PipelineStep.IsOfHost(type)
        || type.FullName?.StartsWith(PipelineInstruments.GeneratedHandlers, StringComparison.Ordinal) == true;

    // AddEndpointFilter<TBuilder, TFilter> names the filter in the closure's type.
    private static string Named(Type closure) =>
        closure is { IsGenericType: true, GenericTypeArguments: [_, var filter] } ? filter.Name : "an endpoint filter";
}
