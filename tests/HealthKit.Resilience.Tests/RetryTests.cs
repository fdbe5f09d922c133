using HealthKit.Checks;
using HealthKit.Evidence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Retry;
using Outcome = HealthKit.Checks.Outcome;

namespace HealthKit.Resilience.Tests;

/// <summary>Check 7.2.</summary>
public sealed class RetryTests
{
    public static TheoryData<string, string> Faults => new()
    {
        { "constant", "without exponential delays" },
        { "even", "without jitter" },
        { "endless", "retries without end" },
        { "slow", "between retries (limit 60 s)" },
        { "posts", "never a safe method" },
        { "flat code", "without exponential delays" },
        { "hedged", "no retry with backoff" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Fails_a_wrong_retry_and_says_what_is_wrong(string client, string fault)
    {
        await using var shop = await Shop.StartAsync(services =>
        {
            var builder = services.AddHttpClient(client);
            if (client == "hedged")
            {
                builder.AddStandardHedgingHandler();
            }
            else
            {
                builder.AddResilienceHandler("own", pipeline => pipeline.AddRetry(Wrong(client)));
            }
        });
        await shop.UseAsync("/call/" + Uri.EscapeDataString(client));

        var verdict = await shop.AuditAsync("7.2");
        Assert.Equal((Outcome.Fail, Doubt.Refuted), (verdict.Outcome, verdict.Doubt));
        Assert.Contains(fault, verdict.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Passes_standard_guided_and_computed_retries()
    {
        await using var shop = await Shop.StartAsync(static services =>
        {
            services.AddHttpClient("standard").AddStandardResilienceHandler();
            services.AddHttpClient("safe").AddStandardResilienceHandler(static options => options.Retry.DisableForUnsafeHttpMethods());
            services.AddHttpClient("guided").AddHealthAuditResilience();
            services.AddHttpClient("computed").AddResilienceHandler("own", static pipeline => pipeline.AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = 4,
                DelayGenerator = static arguments => new ValueTask<TimeSpan?>(TimeSpan.FromSeconds(Math.Pow(2, arguments.AttemptNumber) * (1 + (Random.Shared.NextDouble() / 10)))),
            }));
        });
        await shop.UseAsync("/call/standard", "/call/safe", "/call/guided", "/call/computed");

        var verdict = await shop.AuditAsync("7.2");
        Assert.Equal(Outcome.Pass, verdict.Outcome);
        Assert.Equal(new RetryEvidence(3, Exponential: true, Jittered: true, TimeSpan.FromSeconds(2 * 8 / 1.4)), (await shop.ClientAsync("standard")).Retry);
        Assert.Equal(TimeSpan.FromSeconds(0.5 * 8 / 1.4), (await shop.ClientAsync("guided")).Retry!.LongestDelay);
        Assert.InRange((await shop.ClientAsync("computed")).Retry!.LongestDelay!.Value.TotalSeconds, 8, 8.8);
    }

    [Fact]
    public async Task Wants_no_retry_of_a_client_that_only_posts()
    {
        await using var shop = await Shop.StartAsync(static services => services.AddHttpClient("pay"));
        await shop.UseAsync("/post/pay");
        Assert.Equal(Outcome.Pass, (await shop.AuditAsync("7.2")).Outcome);

        await shop.RequestAsync("/call/pay");
        var verdict = await shop.AuditAsync("7.2");
        Assert.Equal(Outcome.Fail, verdict.Outcome);
        Assert.Contains("no retry over 1 safe call", verdict.Observed, StringComparison.Ordinal);
    }

    private static RetryStrategyOptions<HttpResponseMessage> Wrong(string fault) => fault switch
    {
        "constant" => new HttpRetryStrategyOptions { BackoffType = DelayBackoffType.Constant },
        "even" => new HttpRetryStrategyOptions { UseJitter = false },
        "endless" => new HttpRetryStrategyOptions { MaxRetryAttempts = int.MaxValue, MaxDelay = TimeSpan.FromSeconds(1) },
        "slow" => new HttpRetryStrategyOptions { MaxRetryAttempts = 8, Delay = TimeSpan.FromSeconds(2) },
        "posts" => new HttpRetryStrategyOptions { ShouldHandle = static arguments => new ValueTask<bool>(arguments.Context.GetRequestMessage()?.Method == HttpMethod.Post) },
        "flat code" => new HttpRetryStrategyOptions { DelayGenerator = static _ => new ValueTask<TimeSpan?>(TimeSpan.FromMilliseconds(200)) },
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "No such fault."),
    };
}
