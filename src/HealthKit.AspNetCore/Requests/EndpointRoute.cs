using HealthKit.Evidence;

namespace HealthKit.Requests;

/// <summary>What is known of an endpoint, an action or a path once and for all, with its entries by method. Immutable but for the entries, which are filled on first use.</summary>
internal sealed class EndpointRoute(string template, string attribution)
{
    private readonly RouteEntry?[] _calls = new RouteEntry?[RequestMethods.Count];
    private readonly RouteEntry?[] _streams = new RouteEntry?[RequestMethods.Count];

    public string Template => template;

    public string Attribution => attribution;

    /// <summary>True for HealthKit's own routes and for scrapes, which are in no evidence.</summary>
    public bool IsExcluded { get; init; }

    /// <summary>Where the answers of HealthKit's own endpoint, or of the host's liveness, are counted; null for all others.</summary>
    public ProbeAnswers? Answers { get; init; }

    /// <summary>The cluster that a reverse proxy forwards it to; null for all others.</summary>
    public string? Cluster { get; init; }

    /// <summary>True for a gRPC method, whose status is in a trailer.</summary>
    public bool IsGrpc { get; init; }

    /// <summary>What calling it does, where the endpoint says so; otherwise the method decides.</summary>
    public RouteKind? Kind { get; init; }

    public RouteEntry Entry(int method, bool streamed, RouteTable table)
    {
        var entries = streamed ? _streams : _calls;
        return Volatile.Read(ref entries[method]) ?? Add(entries, method, streamed, table);
    }

    private RouteEntry Add(RouteEntry?[] entries, int method, bool streamed, RouteTable table)
    {
        var kind = streamed ? RouteKind.Stream : Kind ?? RequestMethods.KindOf(method);
        var entry = table.Entry(new RouteKey(RequestMethods.NameOf(method), template, kind), attribution);
        Volatile.Write(ref entries[method], entry);
        return entry;
    }
}
