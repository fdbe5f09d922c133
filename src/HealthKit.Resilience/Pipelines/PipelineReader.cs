using HealthKit.Outbound;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Testing;

namespace HealthKit.Resilience.Pipelines;

/// <summary>Reads the pipelines of resilience handlers, and proves on one of its own that it can before anything is believed.</summary>
internal sealed class PipelineReader : IPipelineReader
{
    private const string Changed = "Its pipeline has a shape that this version of HealthKit.Resilience does not know: update the package, or attest the check.";

    public PipelineReader() => Obstacle = IsProved() ? null : Changed;

    public string? Obstacle { get; }

    public bool Recognises(HttpMessageHandler handler) => HandlerPipeline.IsIn(handler);

    public object Find(HttpMessageHandler handler, HttpRequestMessage request) => HandlerPipeline.Of(handler, request);

    public PipelineSettings Read(object pipeline) => Read((ResiliencePipeline<HttpResponseMessage>)pipeline);

    private static PipelineSettings Read(ResiliencePipeline<HttpResponseMessage> pipeline) =>
        pipeline.GetPipelineDescriptor().Strategies.Select(StrategyReader.Read).Aggregate(PipelineSettings.None, static (outer, inner) => outer.With(inner));

    private static bool IsProved()
    {
        try
        {
            return Proves();
        }
#pragma warning disable CA1031 // A member that is gone, a type that moved, a version that does not load: whatever it is, nothing can be read.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    private static bool Proves()
    {
        var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage>()
            .AddTimeout(TimeSpan.FromSeconds(7))
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage> { MaxRetryAttempts = 4, BackoffType = DelayBackoffType.Exponential, UseJitter = true, MaxDelay = TimeSpan.FromSeconds(9) })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage> { FailureRatio = 0.4, MinimumThroughput = 13, SamplingDuration = TimeSpan.FromSeconds(11), BreakDuration = TimeSpan.FromSeconds(17) })
            .Build();
        using var handler = HandlerPipeline.HandlerOf(pipeline);
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://localhost/");
        return ReferenceEquals(HandlerPipeline.Of(handler, request), pipeline)
            && Read(pipeline) is
            {
                Opaque: null,
                Timeout.Ticks: 7 * TimeSpan.TicksPerSecond,
                Retry: { Attempts: 4, Exponential: true, Jittered: true, LongestDelay.Ticks: 9 * TimeSpan.TicksPerSecond },
                Breaker: { FailureRatio: 0.4, MinimumThroughput: 13, SamplingWindow.Ticks: 11 * TimeSpan.TicksPerSecond, BreakDuration.Ticks: 17 * TimeSpan.TicksPerSecond },
            };
    }
}
