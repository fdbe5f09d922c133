namespace HealthKit.Evidence;

/// <summary>What stands behind an endpoint.</summary>
public enum EndpointKind
{
    /// <summary>A minimal API, a controller action or a page.</summary>
    Http,

    /// <summary>A gRPC method.</summary>
    Grpc,

    /// <summary>A SignalR hub.</summary>
    Hub,

    /// <summary>A reverse proxy's route.</summary>
    Proxy,

    /// <summary>A catch-all that answers what nothing else matched.</summary>
    Fallback,

    /// <summary>A health check; no check of section 6 or 8 judges it.</summary>
    Health,

    /// <summary>A static asset, the page of a single-page application included; no check of section 6 or 8 judges it.</summary>
    StaticAsset,
}
