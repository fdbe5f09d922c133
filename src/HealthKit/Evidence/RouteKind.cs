namespace HealthKit.Evidence;

/// <summary>What calling a route does, for the limit it is judged by.</summary>
public enum RouteKind
{
    /// <summary>GET, HEAD, or a gRPC method marked read.</summary>
    Read,

    /// <summary>POST, PUT, PATCH, DELETE and unary gRPC calls.</summary>
    Write,

    /// <summary>WebSocket, server-sent events, hubs and gRPC streams: their duration is not a latency.</summary>
    Stream,

    /// <summary>OPTIONS, TRACE and methods outside RFC 9110.</summary>
    Other,
}
