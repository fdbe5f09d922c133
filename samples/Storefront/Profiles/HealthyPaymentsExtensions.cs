using Microsoft.Extensions.Http.Resilience;
using Polly;
using Storefront.Payments;

namespace Storefront.Profiles;

public static class HealthyPaymentsExtensions
{
    public static void AddHealthyPayments(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services
            .AddHttpClient<PaymentClient>(http => http.BaseAddress = new(builder.Configuration.Required("Payments:Url")))
            .AddStandardResilienceHandler(resilience =>
            {
                resilience.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(5);
                resilience.AttemptTimeout.Timeout = TimeSpan.FromSeconds(2);
                resilience.Retry = new HttpRetryStrategyOptions
                {
                    MaxRetryAttempts = 2,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    Delay = TimeSpan.FromMilliseconds(50),
                    MaxDelay = TimeSpan.FromSeconds(1),
                };
                resilience.CircuitBreaker.FailureRatio = 0.5;
                resilience.CircuitBreaker.SamplingDuration = TimeSpan.FromSeconds(10);
                resilience.CircuitBreaker.MinimumThroughput = 20;
                resilience.CircuitBreaker.BreakDuration = TimeSpan.FromSeconds(30);
            });
    }
}
