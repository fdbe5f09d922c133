namespace HealthKit.Outbound;

/// <summary>The host's factory, and a note of each client that it makes.</summary>
/// <remarks>Not an action in HttpClientFactoryOptions, which would be simpler: a gRPC client that finds one there takes an HttpClient with a timeout of 100 s.</remarks>
internal sealed class ObservedHttpClientFactory(IHttpClientFactory inner, ClientTable clients) : IHttpClientFactory, IHttpMessageHandlerFactory
{
    public HttpClient CreateClient(string name)
    {
        var client = inner.CreateClient(name);
        if (!ClientTable.IsExcluded(name))
        {
            var slot = clients[name];
            slot.Timeouts.Created(client);
            FreshClient.Enter(slot, client);
        }

        return client;
    }

    public HttpMessageHandler CreateHandler(string name) =>
        inner is IHttpMessageHandlerFactory handlers ? handlers.CreateHandler(name) : throw new NotSupportedException($"{inner.GetType().Name} makes no handlers.");
}
