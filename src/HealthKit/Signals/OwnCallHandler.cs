namespace HealthKit.Signals;

/// <summary>Keeps the calls of one of HealthKit's own HTTP clients, and of telemetry exporters, out of the evidence.</summary>
internal sealed class OwnCallHandler : DelegatingHandler
{
    public OwnCallHandler()
    {
    }

    public OwnCallHandler(HttpMessageHandler inner)
        : base(inner)
    {
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        OutboundFlow.Enter(OutboundFlow.Own);
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var before = OutboundFlow.Current;
        OutboundFlow.Enter(OutboundFlow.Own);
        try
        {
            return base.Send(request, cancellationToken);
        }
        finally
        {
            OutboundFlow.Leave(before);
        }
    }
}
