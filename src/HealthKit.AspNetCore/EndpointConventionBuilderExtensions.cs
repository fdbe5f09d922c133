using Microsoft.AspNetCore.Builder;

namespace HealthKit;

/// <summary>Tells the audit what it cannot see of an endpoint.</summary>
public static class EndpointConventionBuilderExtensions
{
    /// <summary>Marks an endpoint that signs callers in, such as one that issues tokens.</summary>
    public static TBuilder WithSignIn<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(static endpoint => endpoint.Metadata.Add(new SignInEndpointAttribute()));
        return builder;
    }

    /// <summary>Says that the list an endpoint returns cannot grow, and why, so that it needs no pages.</summary>
    /// <exception cref="ArgumentException">The reason is empty.</exception>
    public static TBuilder WithBoundedResults<TBuilder>(this TBuilder builder, string reason)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        builder.Add(endpoint => endpoint.Metadata.Add(new BoundedResultsAttribute(reason)));
        return builder;
    }
}
