using System.Net;
using HealthKit.Checks;
using HealthKit.Evidence;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.CircuitBreaker;
using Outcome = HealthKit.Checks.Outcome;

namespace HealthKit.Resilience.Tests;

/// <summary>Check 7.1.</summary>
public sealed class CircuitBreakerTests
{
    [Fact]
    public async Task Fails_a_client_without_a_breaker_and_passes_it_once_it_has_one()
    {
        await using (var red = await Shop.StartAsync(static services => services.AddHttpClient("pay")))
        {
            await red.UseAsync("/call/pay");
            var verdict = await red.AuditAsync("7.1");
            Assert.Equal((Outcome.Fail, Doubt.Refuted), (verdict.Outcome, verdict.Doubt));
            Assert.Equal($"pay ({red.Downstream.Host})", Assert.Single(verdict.Offenders).Subject);
        }

        await using var green = await Shop.StartAsync(static services => services.AddHttpClient("pay").AddHealthAuditResilience());
        await green.UseAsync("/call/pay");
        Assert.Equal(Outcome.Pass, (await green.AuditAsync("7.1")).Outcome);
        Assert.Equal(new CircuitBreakerEvidence(0.5, TimeSpan.FromSeconds(10), 20, TimeSpan.FromSeconds(30)), (await green.ClientAsync("pay")).Breaker);
    }

    [Fact]
    public async Task Is_decided_without_the_package_where_no_handler_hides_anything()
    {
        await using var shop = await Shop.StartAsync(static services => services.AddHttpClient("pay").AddHttpMessageHandler(static () => new TokenHandler()), resilience: false);
        await shop.UseAsync("/call/pay");

        Assert.Equal(Outcome.Fail, (await shop.AuditAsync("7.1")).Outcome);
    }

    [Fact]
    public async Task Is_not_taken_in_by_options_of_a_handler_that_no_client_has()
    {
        await using var shop = await Shop.StartAsync(static services =>
        {
            services.AddHttpClient("other").AddStandardResilienceHandler();
            services.AddHttpClient("pay");
            services.Configure<HttpStandardResilienceOptions>("pay-standard", static options => options.CircuitBreaker.FailureRatio = 0.5);
        });
        await shop.UseAsync("/call/pay", "/call/other");

        Assert.Equal($"pay ({shop.Downstream.Host})", Assert.Single((await shop.AuditAsync("7.1")).Offenders).Subject);
    }

    [Fact]
    public async Task Reads_standard_hedging_and_custom_pipelines()
    {
        await using var shop = await Shop.StartAsync(static services =>
        {
            services.AddHttpClient("standard").AddStandardResilienceHandler();
            services.AddHttpClient("hedged").AddStandardHedgingHandler();
            services.AddHttpClient("custom").AddResilienceHandler("own", static pipeline => pipeline.AddTimeout(TimeSpan.FromSeconds(4)).AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions { BreakDuration = TimeSpan.FromSeconds(20) }));
            services.AddHttpClient("reloaded").AddResilienceHandler("own", static (pipeline, context) =>
            {
                context.EnableReloads<HttpStandardResilienceOptions>();
                pipeline.AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions { MinimumThroughput = 33 });
            });
        });
        await shop.UseAsync("/call/standard", "/call/hedged", "/call/custom", "/call/reloaded");

        Assert.Equal(Outcome.Pass, (await shop.AuditAsync("7.1")).Outcome);
        Assert.Equal((0.1, 100), ((await shop.ClientAsync("standard")).Breaker!.FailureRatio, (await shop.ClientAsync("standard")).Breaker!.MinimumThroughput));
        Assert.Equal((TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(20)), ((await shop.ClientAsync("custom")).Timeout!.Value, (await shop.ClientAsync("custom")).Breaker!.BreakDuration));
        Assert.Equal(33, (await shop.ClientAsync("reloaded")).Breaker!.MinimumThroughput);
        var hedged = await shop.ClientAsync("hedged");
        Assert.True(hedged.PipelineReadable);
        Assert.Equal(1, hedged.HedgedAttempts);
        Assert.NotNull(hedged.Breaker);
    }

    [Fact]
    public async Task Warns_of_a_breaker_that_hardly_or_never_opens()
    {
        await using var shop = await Shop.StartAsync(static services =>
        {
            services.AddHttpClient("lax").AddResilienceHandler("own", static pipeline => pipeline.AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions { FailureRatio = 0.95 }));
            services.AddHttpClient("never").AddResilienceHandler("own", static pipeline => pipeline.AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = static arguments => new ValueTask<bool>(arguments.Outcome.Result?.StatusCode is HttpStatusCode.PaymentRequired),
            }));
        });
        await shop.UseAsync("/call/lax", "/call/never");

        var verdict = await shop.AuditAsync("7.1");
        Assert.Equal(Outcome.Warn, verdict.Outcome);
        Assert.Equal(2, verdict.Offenders.Count);
        Assert.Contains(verdict.Offenders, static offender => offender.Observed.Contains("never opens", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tells_the_hosts_of_one_client_apart_and_makes_no_pipeline_of_its_own()
    {
        var made = 0;
        await using var other = await Downstream.StartAsync();
        await using var shop = await Shop.StartAsync(
            services => services.AddHttpClient("many").AddResilienceHandler("own", pipeline =>
            {
                var strict = Interlocked.Increment(ref made) == 1;
                pipeline.AddTimeout(TimeSpan.FromSeconds(strict ? 2 : 9));
                if (strict)
                {
                    pipeline.AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions());
                }
            }).SelectPipelineByAuthority(),
            map: (app, _) => app.MapGet("/other", (IHttpClientFactory factory) => factory.CreateClient("many").GetStringAsync(other.Address)));
        // One after the other, since the library itself may build a pipeline twice for two first calls at once.
        await shop.RequestAsync("/call/many");
        await shop.RequestAsync("/other");
        await shop.UseAsync("/call/many", "/other");

        var verdict = await shop.AuditAsync("7.1");
        Assert.Equal(Outcome.Fail, verdict.Outcome);
        Assert.Equal($"many ({other.Host})", Assert.Single(verdict.Offenders).Subject);
        Assert.Equal([TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(9)], (await shop.EvidenceAsync<OutboundHttpEvidence>()).Clients.Select(static client => client.Timeout!.Value).Order());
        Assert.Equal(2, made);
    }

    [Fact]
    public async Task Is_unknown_behind_a_policy_of_Polly_7_and_behind_a_handler_of_the_hosts_own()
    {
        await using (var legacy = await Shop.StartAsync(static services => services.AddHttpClient("pay").AddPolicyHandler(Policy.NoOpAsync<HttpResponseMessage>())))
        {
            await legacy.UseAsync("/call/pay");
            foreach (var check in new[] { "1.5", "7.1", "7.2" })
            {
                var verdict = await legacy.AuditAsync(check);
                Assert.Equal((Outcome.Unknown, Doubt.Blind), (verdict.Outcome, verdict.Doubt));
                Assert.Contains("Polly 7", verdict.Reason, StringComparison.Ordinal);
            }
        }

        await using var own = await Shop.StartAsync(static services => services.AddHttpClient("pay").AddHttpMessageHandler(static () => new RetryHandler()));
        await own.UseAsync("/call/pay");
        var unknown = await own.AuditAsync("7.1");
        Assert.Equal((Outcome.Unknown, Doubt.Blind), (unknown.Outcome, unknown.Doubt));
        Assert.Contains(nameof(RetryHandler), unknown.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fails_a_raw_client_as_not_found()
    {
        using var raw = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        await using var shop = await Shop.StartAsync(
            static services => services.AddHttpClient("pay").AddHealthAuditResilience(),
            map: (app, address) => app.MapGet("/raw", () => raw.GetStringAsync(address)));
        await shop.UseAsync("/call/pay", "/raw");

        var verdict = await shop.AuditAsync("7.1");
        Assert.Equal((Outcome.Fail, Doubt.NotFound), (verdict.Outcome, verdict.Doubt));
        Assert.Equal($"raw: {shop.Downstream.Host} ({shop.Downstream.Host})", Assert.Single(verdict.Offenders).Subject);
    }

    private sealed class TokenHandler : DelegatingHandler;

    private sealed class RetryHandler : DelegatingHandler;
}
