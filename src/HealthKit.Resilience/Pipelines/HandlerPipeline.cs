using System.Runtime.CompilerServices;
using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace HealthKit.Resilience.Pipelines;

/// <summary>
/// The one private member that this package reads: how a resilience handler chooses the pipeline of a request. Read from
/// Microsoft.Extensions.Http.Resilience 10.11. <see cref="PipelineReader"/> tries it at start-up on a handler that it knows.
/// </summary>
internal static class HandlerPipeline
{
#pragma warning disable EXTEXP0001 // The handler's type is public and marked experimental; without it, what a client is protected by cannot be read.
    public static bool IsIn(HttpMessageHandler handler) => handler is ResilienceHandler;

    /// <summary>The pipeline of a request; the handler keeps it, and nothing runs through it.</summary>
    public static ResiliencePipeline<HttpResponseMessage> Of(HttpMessageHandler handler, HttpRequestMessage request) => Provider((ResilienceHandler)handler)(request);

    public static HttpMessageHandler HandlerOf(ResiliencePipeline<HttpResponseMessage> pipeline) => new ResilienceHandler(pipeline);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_pipelineProvider")]
    private static extern ref Func<HttpRequestMessage, ResiliencePipeline<HttpResponseMessage>> Provider(ResilienceHandler handler);
#pragma warning restore EXTEXP0001
}
