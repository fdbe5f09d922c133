using HealthKit.Resilience;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;

namespace HealthKit;

/// <summary>Guards HTTP clients as the checklist asks.</summary>
public static class HttpClientBuilderExtensions
{
    private const string Pipeline = "health-audit";

    /// <summary>Guards each call by a total timeout, retries of safe and idempotent methods with capped, jittered, exponential delays, the circuit breaker of the checklist's guidance, and a timeout of each attempt.</summary>
    /// <remarks>HttpClient's own timeout is switched off, since the total timeout takes its place. Each host and port has a breaker of its own.</remarks>
    public static IHttpClientBuilder AddHealthAuditResilience(this IHttpClientBuilder builder) => builder.AddHealthAuditResilience(static _ => { });

    /// <summary>Guards each call as <see cref="AddHealthAuditResilience(IHttpClientBuilder)"/> does, with numbers of your own.</summary>
    public static IHttpClientBuilder AddHealthAuditResilience(this IHttpClientBuilder builder, Action<HealthAuditResilienceOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var name = builder.Name;
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HealthAuditResilienceOptions>, HealthAuditResilienceOptionsValidator>());
        builder.Services.AddOptions<HealthAuditResilienceOptions>(name).Configure(configure).ValidateOnStart();
        builder.ConfigureHttpClient(static http => http.Timeout = Timeout.InfiniteTimeSpan);
        builder
            .AddResilienceHandler(Pipeline, (pipeline, context) => Build(pipeline, context.ServiceProvider.GetRequiredService<IOptionsMonitor<HealthAuditResilienceOptions>>().Get(name)))
            .SelectPipelineByAuthority();
        return builder;
    }

    private static void Build(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, HealthAuditResilienceOptions options) => pipeline
        .AddTimeout(new HttpTimeoutStrategyOptions { Name = "TotalTimeout", Timeout = options.TotalTimeout })
        .AddRetry(new HttpRetryStrategyOptions
        {
            MaxRetryAttempts = options.MaxRetryAttempts,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = options.RetryDelay,
            MaxDelay = options.MaxRetryDelay,
            ShouldHandle = static arguments => new ValueTask<bool>(HttpClientResiliencePredicates.IsTransient(arguments.Outcome) && MayRepeat(arguments)),
        })
        .AddGuidanceCircuitBreaker(options.CircuitBreaker)
        .AddTimeout(new HttpTimeoutStrategyOptions { Name = "AttemptTimeout", Timeout = options.AttemptTimeout });

    // RFC 9110, 9.2.2: a call with another method may have been carried out although its answer was lost.
    private static bool MayRepeat(RetryPredicateArguments<HttpResponseMessage> arguments) =>
        (arguments.Context.GetRequestMessage() ?? arguments.Outcome.Result?.RequestMessage)?.Method.Method is "GET" or "HEAD" or "OPTIONS" or "TRACE" or "PUT" or "DELETE";
}
