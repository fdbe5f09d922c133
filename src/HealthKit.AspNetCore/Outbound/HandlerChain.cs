using Microsoft.Extensions.Http;

namespace HealthKit.Outbound;

/// <summary>The handlers that a call of one client passes, as far as they may guard it. The factory builds a new chain every two minutes.</summary>
internal sealed class HandlerChain
{
    private HandlerChain(IReadOnlyList<(HttpMessageHandler Handler, IPipelineReader Reader)> pipelines, string? opaque) => (Pipelines, Opaque) = (pipelines, opaque);

    /// <summary>Handlers whose pipeline can be read, the outermost first.</summary>
    public IReadOnlyList<(HttpMessageHandler Handler, IPipelineReader Reader)> Pipelines { get; }

    /// <summary>What hides a part of the chain, and what would show it; null when all is known.</summary>
    public string? Opaque { get; }

    public static HandlerChain Of(HttpMessageHandlerBuilder builder, IPipelineReader[] readers)
    {
        List<(HttpMessageHandler, IPipelineReader)> pipelines = [];
        string? opaque = null;
        foreach (var handler in builder.AdditionalHandlers.Concat(Inside(builder.PrimaryHandler)))
        {
            var reader = Array.Find(readers, reader => reader.Recognises(handler));
            if (reader is { Obstacle: null })
            {
                pipelines.Add((handler, reader));
            }
            else
            {
                opaque ??= reader?.Obstacle ?? HandlerKinds.Obscurity(handler.GetType());
            }
        }

        return new HandlerChain(pipelines, opaque);
    }

    // Hosts also wrap the primary handler in handlers of their own.
    private static IEnumerable<HttpMessageHandler> Inside(HttpMessageHandler? handler)
    {
        while (handler is not null)
        {
            yield return handler;
            handler = (handler as DelegatingHandler)?.InnerHandler;
        }
    }
}
