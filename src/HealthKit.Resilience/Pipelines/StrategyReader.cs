using System.Runtime.CompilerServices;
using HealthKit.Outbound;
using Polly;
using Polly.CircuitBreaker;
using Polly.Hedging;
using Polly.Retry;
using Polly.Testing;
using Polly.Timeout;

namespace HealthKit.Resilience.Pipelines;

/// <summary>What one strategy of a pipeline does, by its options.</summary>
internal static class StrategyReader
{
    private const string OwnPipeline = "Polly.Utils";
    private static readonly string[] Harmless = ["Polly.", "Microsoft.Extensions.Http.Resilience", "Microsoft.Extensions.Resilience"];

    // The options of a strategy do not change once it is built; a reload brings new ones.
    private static readonly ConditionalWeakTable<ResilienceStrategyOptions, PipelineSettings> Known = [];

    public static PipelineSettings Read(ResilienceStrategyDescriptor strategy) =>
        strategy.Options is not { } options ? Other(strategy)
        : Known.TryGetValue(options, out var settings) ? settings
        : Known.GetValue(options, _ => Settings(strategy, options));

    private static PipelineSettings Settings(ResilienceStrategyDescriptor strategy, ResilienceStrategyOptions options) => options switch
    {
        // A generator may also say that there is no timeout.
        TimeoutStrategyOptions { TimeoutGenerator: not null } => new PipelineSettings { TimeoutByCode = true },
        TimeoutStrategyOptions timeout => new PipelineSettings { Timeout = timeout.Timeout },
        RetryStrategyOptions<HttpResponseMessage> retry => new PipelineSettings { Retry = RetryReader.Read(retry, static result => result) },
        RetryStrategyOptions<object> retry => new PipelineSettings { Retry = RetryReader.Read(retry, static result => result) },
        CircuitBreakerStrategyOptions<HttpResponseMessage> breaker => new PipelineSettings { Breaker = BreakerReader.Read(breaker, static result => result) },
        CircuitBreakerStrategyOptions<object> breaker => new PipelineSettings { Breaker = BreakerReader.Read(breaker, static result => result) },
        GuidanceCircuitBreakerOptions<HttpResponseMessage> breaker => new PipelineSettings { Breaker = BreakerReader.Read(breaker, static result => result) },
        GuidanceCircuitBreakerOptions<object> breaker => new PipelineSettings { Breaker = BreakerReader.Read(breaker, static result => result) },
        HedgingStrategyOptions<HttpResponseMessage> hedging => new PipelineSettings { HedgedAttempts = hedging.MaxHedgedAttempts },
        _ => Other(strategy),
    };

    // Fallbacks, limiters, faults on purpose and routing guard nothing that is asked for. A pipeline inside, and strategies of the host's own, may.
    private static PipelineSettings Other(ResilienceStrategyDescriptor strategy)
    {
        var type = strategy.StrategyInstance.GetType();
        var space = type.Namespace ?? "";
        return !space.StartsWith(OwnPipeline, StringComparison.Ordinal) && Array.Exists(Harmless, harmless => space.StartsWith(harmless, StringComparison.Ordinal))
            ? PipelineSettings.None
            : new PipelineSettings { Opaque = $"Its pipeline holds {Name(type)}, which cannot be read: add the strategies to the pipeline themselves, or attest the check." };
    }

    private static string Name(Type type) => type.Name.Split('`')[0];
}
