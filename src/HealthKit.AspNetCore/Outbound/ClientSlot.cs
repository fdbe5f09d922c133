using HealthKit.Signals;

namespace HealthKit.Outbound;

/// <summary>One client of IHttpClientFactory by its name, and every host that it calls.</summary>
internal sealed class ClientSlot(string name)
{
    private const int HostCapacity = 64;

    private readonly SlotTable<OutboundHost, ClientHost> _hosts = new(static host => new ClientHost(host), new ClientHost(OutboundHost.Other), HostCapacity);

    /// <summary>The name in IHttpClientFactory.</summary>
    public string Name => name;

    public ClientTimeouts Timeouts { get; } = new();

    public GrpcDeadlines Deadlines { get; } = new();

    /// <summary>The hosts called so far.</summary>
    public IEnumerable<ClientHost> Hosts
    {
        get
        {
            var hosts = _hosts.Snapshot().Select(static pair => pair.Value);
            return (_hosts.Overflow.Counts.Calls > 0 ? hosts.Append(_hosts.Overflow) : hosts).OrderBy(static host => host.Host.ToString(), StringComparer.Ordinal);
        }
    }

    /// <summary>Counts a call that begins.</summary>
    public ClientHost Begin(HttpRequestMessage request, HandlerChain chain)
    {
        var host = _hosts[OutboundHost.Of(request.RequestUri)];
        host.Note(chain, request);
        host.Counts.Count(request.Method.Method);
        if (FreshClient.Take(this) is { } fresh)
        {
            Timeouts.Note(fresh);
        }
        else if (!Timeouts.HasClient)
        {
            Deadlines.Note(request);
        }

        return host;
    }

    /// <summary>Looks at a call that ends: its request holds the headers that were sent.</summary>
    public static void End(ClientHost host, HttpRequestMessage request)
    {
        if (TraceContext.OfRequest() is { } inbound)
        {
            host.Counts.CountInRequest();
            if (TraceContext.IsCarriedBy(request, inbound))
            {
                host.Counts.CountCorrelated();
            }
        }
    }
}
