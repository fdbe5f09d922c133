using HealthKit.Signals;
using Microsoft.Extensions.Http;

namespace HealthKit.Outbound;

/// <summary>
/// Puts the observer innermost into every handler chain that IHttpClientFactory builds: named, typed, keyed, gRPC, and names made up at run time.
/// Registered before all other filters, so that it runs after them and sees the whole chain.
/// </summary>
internal sealed class ObservingFilter(ClientTable clients, IEnumerable<IPipelineReader> readers) : IHttpMessageHandlerBuilderFilter
{
    private readonly IPipelineReader[] _readers = [.. readers];

    public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
    {
        next(builder);
        var name = builder.Name ?? "";
        builder.AdditionalHandlers.Add(ClientTable.IsExcluded(name) ? new OwnCallHandler() : new ObservedHandler(clients[name], HandlerChain.Of(builder, _readers)));
    };
}
