using System.Net;
using HealthKit.Evidence;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Retry;

namespace HealthKit.Resilience.Pipelines;

/// <summary>The numbers of a retry, and whether it retries a GET.</summary>
internal static class RetryReader
{
    private const int AttemptsTried = 10;
    private const int Tries = 5;

    // Between two delays of a growing series; a series that has reached its cap grows no more.
    private const double Growth = 1.4;

    public static RetryEvidence Read<T>(RetryStrategyOptions<T> options, Func<HttpResponseMessage, T> result)
    {
        var delays = options.DelayGenerator is { } generator && generator.Method.Module.Assembly != typeof(HttpRetryStrategyOptions).Assembly
            ? OfCode(options, result, generator)
            : new RetryEvidence(options.MaxRetryAttempts, options.BackoffType is DelayBackoffType.Exponential, options.UseJitter, Longest(options));
        return delays with
        {
            CoversSafeCalls = Samples.Any(result, (context, outcome) => options.ShouldHandle(new RetryPredicateArguments<T>(context, outcome, 0))),
        };
    }

    /// <summary>The longest delay by Polly 8's formulas (RetryHelper): a doubling one is at most 2^n / 1.4 with jitter, others at most half again.</summary>
    private static TimeSpan Longest<T>(RetryStrategyOptions<T> options)
    {
        double attempts = options.MaxRetryAttempts;
        var factor = (options.BackoffType, options.UseJitter) switch
        {
            (DelayBackoffType.Exponential, true) => Math.Pow(2, attempts) / 1.4,
            (DelayBackoffType.Exponential, false) => Math.Pow(2, attempts - 1),
            (DelayBackoffType.Linear, true) => attempts * 1.5,
            (DelayBackoffType.Linear, false) => attempts,
            (_, true) => 1.5,
            _ => 1,
        };
        var ticks = options.Delay.Ticks * factor;
        var longest = ticks < TimeSpan.MaxValue.Ticks ? TimeSpan.FromTicks((long)ticks) : TimeSpan.MaxValue;
        return options.MaxDelay is { } cap && cap < longest ? cap : longest;
    }

    // Code of the host decides: it is asked for each attempt several times, and its answers show whether they grow and vary.
    private static RetryEvidence OfCode<T>(RetryStrategyOptions<T> options, Func<HttpResponseMessage, T> result, Func<RetryDelayGeneratorArguments<T>, ValueTask<TimeSpan?>> generator)
    {
        var unknown = new RetryEvidence(options.MaxRetryAttempts, Exponential: true, Jittered: true, LongestDelay: null);
        var attempts = Math.Min(options.MaxRetryAttempts, AttemptsTried);
        if (Ask(attempts, result, generator) is not { } delays)
        {
            return unknown;
        }

        var longest = delays.Max(static attempt => attempt.Max());
        var means = delays.ConvertAll(static attempt => attempt.Average(static delay => delay.TotalSeconds));
        var grows = Enumerable.Range(1, means.Count - 1).All(next => means[next] >= means[next - 1] * Growth || means[next] >= longest.TotalSeconds * 0.9);
        var varies = delays.Exists(static attempt => attempt.Distinct().Count() > 1);
        return unknown with { Exponential = grows && (means.Count == 1 || means[^1] > means[0]), Jittered = varies, LongestDelay = longest };
    }

    private static List<List<TimeSpan>>? Ask<T>(int attempts, Func<HttpResponseMessage, T> result, Func<RetryDelayGeneratorArguments<T>, ValueTask<TimeSpan?>> generator) => Samples.With((context, request) =>
    {
        using var response = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { RequestMessage = request };
        List<List<TimeSpan>> delays = [];
        try
        {
            for (var attempt = 0; attempt < attempts; attempt++)
            {
                List<TimeSpan> tried = [];
                for (var time = 0; time < Tries; time++)
                {
                    var delay = generator(new RetryDelayGeneratorArguments<T>(context, Outcome.FromResult(result(response)), attempt));
                    if (!delay.IsCompletedSuccessfully || delay.Result is not { } span)
                    {
                        return null;
                    }

                    tried.Add(span);
                }

                delays.Add(tried);
            }
        }
#pragma warning disable CA1031 // The host's own code, outside of the moment it was written for.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }

        return delays.Count > 0 ? delays : null;
    });
}
