using HealthKit.Resilience;
using HealthKit.Resilience.CircuitBreaking;
using Polly;

namespace HealthKit;

/// <summary>Adds the checklist's circuit breaker to pipelines of Polly.</summary>
public static class ResiliencePipelineBuilderExtensions
{
    /// <summary>Adds the circuit breaker of the checklist's guidance: it opens above 50 % failures of at least 20 calls in 10 s, lets one call through every 30 s, and closes after 3 successes in a row.</summary>
    public static ResiliencePipelineBuilder<TResult> AddGuidanceCircuitBreaker<TResult>(this ResiliencePipelineBuilder<TResult> builder) =>
        builder.AddGuidanceCircuitBreaker(new GuidanceCircuitBreakerOptions<TResult>());

    /// <summary>Adds the circuit breaker with numbers or a predicate of your own.</summary>
    public static ResiliencePipelineBuilder<TResult> AddGuidanceCircuitBreaker<TResult>(this ResiliencePipelineBuilder<TResult> builder, GuidanceCircuitBreakerOptions<TResult> options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        return builder.AddStrategy(context => Create(context, builder.TimeProvider, options), options);
    }

    /// <summary>Adds the circuit breaker of the checklist's guidance to a pipeline for calls of any kind.</summary>
    public static ResiliencePipelineBuilder AddGuidanceCircuitBreaker(this ResiliencePipelineBuilder builder) =>
        builder.AddGuidanceCircuitBreaker(new GuidanceCircuitBreakerOptions<object>());

    /// <summary>Adds the circuit breaker with numbers or a predicate of your own to a pipeline for calls of any kind.</summary>
    public static ResiliencePipelineBuilder AddGuidanceCircuitBreaker(this ResiliencePipelineBuilder builder, GuidanceCircuitBreakerOptions<object> options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        return builder.AddStrategy(context => Create(context, builder.TimeProvider, options), options);
    }

    private static GuidanceCircuitBreaker<TResult> Create<TResult>(StrategyBuilderContext context, TimeProvider? time, GuidanceCircuitBreakerOptions<TResult> options) =>
        new(new BreakerState(options.FailureRatio, options.SamplingDuration, options.MinimumThroughput, options.BreakDuration, options.SuccessesToClose, time ?? TimeProvider.System), options.ShouldHandle, context.Telemetry);
}
