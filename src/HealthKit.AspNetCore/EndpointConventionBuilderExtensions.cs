using Microsoft.AspNetCore.Builder;

namespace HealthKit;

/// <summary>Declares on endpoints what the health audit judges them by, and what it cannot see.</summary>
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

    /// <summary>Promises a p99 for an endpoint; check 9.5 judges whether it is kept.</summary>
    /// <param name="builder">The endpoint, or a group of them.</param>
    /// <param name="p99">The p99 promised: 1 ms to 10 min.</param>
    /// <exception cref="ArgumentOutOfRangeException">The p99 is out of range.</exception>
    public static TBuilder WithPerformanceBudget<TBuilder>(this TBuilder builder, TimeSpan p99)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        var budget = new PerformanceBudgetAttribute(p99.TotalMilliseconds);
        builder.Add(endpoint => endpoint.Metadata.Add(budget));
        return builder;
    }
}
