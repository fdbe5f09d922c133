using System.Net;
using Polly;

namespace HealthKit.Resilience.Pipelines;

/// <summary>
/// Asks a predicate what it makes of failed GETs: an unreachable host, and answers 503, 500 and 408. Only the predicate runs, once for a strategy;
/// nothing passes the pipeline. A predicate that throws or waits is believed to accept.
/// </summary>
internal static class Samples
{
    private static readonly HttpStatusCode[] Failures = [HttpStatusCode.ServiceUnavailable, HttpStatusCode.InternalServerError, HttpStatusCode.RequestTimeout];

    public static bool Any<T>(Func<HttpResponseMessage, T> result, Func<ResilienceContext, Outcome<T>, ValueTask<bool>> predicate) => With((context, request) =>
    {
        if (Accepts(predicate, context, Outcome.FromException<T>(new HttpRequestException(HttpRequestError.ConnectionError, "refused"))))
        {
            return true;
        }

        foreach (var status in Failures)
        {
            using var response = new HttpResponseMessage(status) { RequestMessage = request };
            if (Accepts(predicate, context, Outcome.FromResult(result(response))))
            {
                return true;
            }
        }

        return false;
    });

    /// <summary>Runs a question with the context of a GET.</summary>
    public static TAnswer With<TAnswer>(Func<ResilienceContext, HttpRequestMessage, TAnswer> question)
    {
        var context = ResilienceContextPool.Shared.Get();
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "http://localhost/");
            context.SetRequestMessage(request);
            return question(context, request);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static bool Accepts<T>(Func<ResilienceContext, Outcome<T>, ValueTask<bool>> predicate, ResilienceContext context, Outcome<T> outcome)
    {
        try
        {
            var answer = predicate(context, outcome);
            return !answer.IsCompletedSuccessfully || answer.Result;
        }
#pragma warning disable CA1031 // The host's own code, outside of the moment it was written for.
        catch (Exception)
#pragma warning restore CA1031
        {
            return true;
        }
    }
}
