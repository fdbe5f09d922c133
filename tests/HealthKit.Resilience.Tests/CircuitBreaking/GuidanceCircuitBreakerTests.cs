using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Polly;
using Polly.CircuitBreaker;

namespace HealthKit.Resilience.Tests.CircuitBreaking;

public sealed class GuidanceCircuitBreakerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Guards_any_call_opens_probes_and_closes()
    {
        var time = new FakeTimeProvider();
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = time }.AddGuidanceCircuitBreaker().Build();
        var (down, calls) = (true, 0);
        for (var call = 0; call < 20; call++)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await pipeline.ExecuteAsync(Work, Token));
        }

        var refused = await Assert.ThrowsAsync<BrokenCircuitException>(async () => await pipeline.ExecuteAsync(Work, Token));
        Assert.Equal(TimeSpan.FromSeconds(30), refused.RetryAfter);
        Assert.Equal(20, calls);

        down = false;
        for (var probe = 1; probe <= 3; probe++)
        {
            time.Advance(TimeSpan.FromSeconds(30));
            await pipeline.ExecuteAsync(Work, Token);
            if (probe < 3)
            {
                await Assert.ThrowsAsync<BrokenCircuitException>(async () => await pipeline.ExecuteAsync(Work, Token));
            }
        }

        await pipeline.ExecuteAsync(Work, Token);
        Assert.Equal(24, calls);

        ValueTask Work(CancellationToken _)
        {
            calls++;
            return down ? throw new InvalidOperationException("down") : ValueTask.CompletedTask;
        }
    }

    [Fact]
    public async Task Does_not_blame_the_dependency_for_callers_who_give_up()
    {
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = new FakeTimeProvider() }.AddGuidanceCircuitBreaker().Build();
        using var gone = new CancellationTokenSource();
        for (var call = 0; call < 40; call++)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await pipeline.ExecuteAsync(
                async token =>
                {
                    await gone.CancelAsync();
                    token.ThrowIfCancellationRequested();
                },
                gone.Token));
        }

        await pipeline.ExecuteAsync(static _ => ValueTask.CompletedTask, Token);
    }

    [Fact]
    public void Refuses_numbers_out_of_range() =>
        Assert.ThrowsAny<Exception>(static () => new ResiliencePipelineBuilder().AddGuidanceCircuitBreaker(new GuidanceCircuitBreakerOptions<object> { FailureRatio = 1.5 }));

    [Fact]
    public async Task Retries_what_may_be_repeated_and_gives_each_host_its_own_breaker()
    {
        var stub = new Stub();
        var services = new ServiceCollection();
        services.AddHttpClient("pay")
            .ConfigurePrimaryHttpMessageHandler(() => stub)
            .AddHealthAuditResilience(static options =>
            {
                options.RetryDelay = options.MaxRetryDelay = TimeSpan.FromMilliseconds(1);
                options.CircuitBreaker.MinimumThroughput = 8;
            });
        await using var provider = services.BuildServiceProvider();
        using var http = provider.GetRequiredService<IHttpClientFactory>().CreateClient("pay");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync(new Uri("http://a.test/"), Token)).StatusCode);
        Assert.Equal(4, stub.Calls);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.PostAsync(new Uri("http://a.test/"), null, Token)).StatusCode);
        Assert.Equal(5, stub.Calls);
        await Assert.ThrowsAsync<BrokenCircuitException>(() => http.GetAsync(new Uri("http://a.test/"), Token));
        Assert.Equal(8, stub.Calls);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.PostAsync(new Uri("http://b.test/"), null, Token)).StatusCode);
        Assert.Equal(Timeout.InfiniteTimeSpan, http.Timeout);
    }

    [Fact]
    public void Stops_over_settings_that_contradict_each_other()
    {
        var services = new ServiceCollection();
        services.AddHttpClient("pay").AddHealthAuditResilience(static options => options.AttemptTimeout = TimeSpan.FromMinutes(1));
        using var provider = services.BuildServiceProvider();

        var error = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptionsMonitor<HealthAuditResilienceOptions>>().Get("pay"));
        Assert.Contains("TotalTimeout must be longer than AttemptTimeout", error.Message, StringComparison.Ordinal);
    }

    private sealed class Stub : HttpMessageHandler
    {
        public int Calls { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Calls++;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { RequestMessage = request });
        }
    }
}
