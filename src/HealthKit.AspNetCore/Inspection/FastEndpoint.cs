using System.Diagnostics.CodeAnalysis;
using HealthKit.Pipeline;
using Microsoft.AspNetCore.Http;

namespace HealthKit.Inspection;

/// <summary>What FastEndpoints states of an endpoint: its handler takes no parameters, and the library binds and validates behind it.</summary>
/// <param name="Request">The type that it binds; null where that cannot be read.</param>
/// <param name="HasValidator">True when the library found a validator for that very type, which it then runs before the endpoint.</param>
/// <param name="Refuses">True when what the validator objects to is refused, rather than left to the endpoint.</param>
[UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "What trimming removed cannot be read, and the input is unknown then.")]
internal sealed record FastEndpoint(Type? Request, bool HasValidator, bool Refuses)
{
    public static FastEndpoint? Of(Endpoint endpoint) =>
        endpoint.Metadata.FirstOrDefault(static item => item.GetType().FullName == PipelineInstruments.FastEndpoint) is { } definition
            ? new FastEndpoint(
                Read(definition, PipelineInstruments.FastEndpointRequest) as Type,
                Read(definition, PipelineInstruments.FastEndpointValidator) is Type,
                Read(definition, PipelineInstruments.FastEndpointRefuses) is true)
            : null;

    private static object? Read(object definition, string property) => definition.GetType().GetProperty(property)?.GetValue(definition);
}
