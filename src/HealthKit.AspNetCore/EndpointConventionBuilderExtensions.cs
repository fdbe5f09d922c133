using Microsoft.AspNetCore.Builder;

namespace HealthKit;

/// <summary>Declares on endpoints what the health audit judges them by.</summary>
public static class EndpointConventionBuilderExtensions
{
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
