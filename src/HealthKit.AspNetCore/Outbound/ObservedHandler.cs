using HealthKit.Signals;

namespace HealthKit.Outbound;

/// <summary>The innermost handler of a client of the factory: it counts each attempt and marks the flow as accounted for. It changes nothing.</summary>
internal sealed class ObservedHandler(ClientSlot client, HandlerChain chain) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (OutboundFlow.Current == OutboundFlow.Own)
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        var host = Begin(request);
        OutboundFlow.Enter(client);
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            End(host, request);
        }
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var before = OutboundFlow.Current;
        if (before == OutboundFlow.Own)
        {
            return base.Send(request, cancellationToken);
        }

        var host = Begin(request);
        OutboundFlow.Enter(client);
        try
        {
            return base.Send(request, cancellationToken);
        }
        finally
        {
            OutboundFlow.Leave(before);
            End(host, request);
        }
    }

    private ClientHost? Begin(HttpRequestMessage request)
    {
        try
        {
            return client.Begin(request, chain);
        }
#pragma warning disable CA1031 // A fault of the observer must not become a fault of the call.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    private static void End(ClientHost? host, HttpRequestMessage request)
    {
        try
        {
            if (host is not null)
            {
                ClientSlot.End(host, request);
            }
        }
#pragma warning disable CA1031 // As above.
        catch (Exception)
#pragma warning restore CA1031
        {
            // The call has its answer; what was not counted is not counted.
        }
    }
}
