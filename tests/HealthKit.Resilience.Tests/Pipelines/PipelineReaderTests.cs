using HealthKit.Outbound;
using HealthKit.Resilience.Pipelines;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace HealthKit.Resilience.Tests.Pipelines;

public sealed class PipelineReaderTests
{
    [Fact]
    public void Proves_itself_on_the_library_that_it_runs_with() => Assert.Null(new PipelineReader().Obstacle);

    [Fact]
    public void Believes_no_timeout_that_code_decides()
    {
        var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage>().AddTimeout(new TimeoutStrategyOptions { TimeoutGenerator = static _ => new(Timeout.InfiniteTimeSpan) }).Build();

        var settings = new PipelineReader().Read(pipeline);
        Assert.Null(settings.Timeout);
        Assert.True(settings.TimeoutByCode);
    }

    [Fact]
    public void Says_which_strategy_it_does_not_know()
    {
        var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage>().AddStrategy(static _ => new Unknown(), new UnknownOptions()).Build();

        Assert.Contains(nameof(Unknown), new PipelineReader().Read(pipeline).Opaque, StringComparison.Ordinal);
    }

    [Fact]
    public void Never_takes_a_breaker_inside_another_pipeline_for_absent()
    {
        var inner = new ResiliencePipelineBuilder<HttpResponseMessage>().AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>()).Build();
        var settings = new PipelineReader().Read(new ResiliencePipelineBuilder<HttpResponseMessage>().AddPipeline(inner).Build());

        Assert.True(settings.Breaker is not null || settings.Opaque is not null);
    }

    [Fact]
    public void Takes_the_shape_of_a_handler_that_has_changed_for_unreadable()
    {
        var reader = new PipelineReader();

        Assert.False(reader.Recognises(new Lookalike()));
        Assert.NotNull(HandlerKinds.Obscurity(typeof(Lookalike)));
    }

    private sealed class Unknown : ResilienceStrategy
    {
        protected override ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state) =>
            callback(context, state);
    }

    private sealed class UnknownOptions : ResilienceStrategyOptions;

    // Its name promises resilience, and nothing in it can be read.
    private sealed class Lookalike : DelegatingHandler
    {
        private readonly ResiliencePipeline<HttpResponseMessage> _pipeline = ResiliencePipeline<HttpResponseMessage>.Empty;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            await _pipeline.ExecuteAsync(async token => await base.SendAsync(request, token), cancellationToken);
    }
}
