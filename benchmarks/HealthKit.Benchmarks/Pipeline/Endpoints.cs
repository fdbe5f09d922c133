using Microsoft.AspNetCore.Http;

namespace HealthKit.Benchmarks.Pipeline;

/// <summary>The work of the service: next to none, so that watching it is all there is to see.</summary>
internal static class Endpoints
{
    /// <summary>Answers at once.</summary>
    public static RequestDelegate Sync { get; } = static context =>
    {
        Answer(context);
        return Task.CompletedTask;
    };

    /// <summary>Answers after it was truly suspended.</summary>
    public static RequestDelegate Async(Gate gate) => async context =>
    {
        await gate;
        Answer(context);
    };

    private static void Answer(HttpContext context)
    {
        context.Response.ContentType = "text/plain";
        context.Response.ContentLength = 0;
    }
}
