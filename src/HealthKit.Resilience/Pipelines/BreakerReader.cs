using HealthKit.Evidence;
using Polly.CircuitBreaker;

namespace HealthKit.Resilience.Pipelines;

/// <summary>The numbers of a circuit breaker, and whether a failure counts with it.</summary>
internal static class BreakerReader
{
    public static CircuitBreakerEvidence Read<T>(CircuitBreakerStrategyOptions<T> options, Func<HttpResponseMessage, T> result) =>
        new(options.FailureRatio, options.SamplingDuration, options.MinimumThroughput, BreakOf(options))
        {
            CountsFailures = Samples.Any(result, (context, outcome) => options.ShouldHandle(new CircuitBreakerPredicateArguments<T>(context, outcome))),
        };

    public static CircuitBreakerEvidence Read<T>(GuidanceCircuitBreakerOptions<T> options, Func<HttpResponseMessage, T> result) =>
        new(options.FailureRatio, options.SamplingDuration, options.MinimumThroughput, options.BreakDuration)
        {
            CountsFailures = Samples.Any(result, (_, outcome) => new ValueTask<bool>(options.ShouldHandle(outcome))),
        };

    // Where code computes the break, the first one counts: a break that grows is longer later.
    private static TimeSpan BreakOf<T>(CircuitBreakerStrategyOptions<T> options)
    {
        if (options.BreakDurationGenerator is not { } generator)
        {
            return options.BreakDuration;
        }

        return Samples.With((context, _) =>
        {
            var span = generator(new BreakDurationGeneratorArguments(1, options.MinimumThroughput, context, 0));
            return span.IsCompletedSuccessfully ? span.Result : options.BreakDuration;
        });
    }
}
