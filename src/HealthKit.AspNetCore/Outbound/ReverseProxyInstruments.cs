namespace HealthKit.Outbound;

/// <summary>Names of YARP's public types and settings, read from Yarp.ReverseProxy 2.3: HealthKit has no dependency on it. The tests of a real proxy fail when one changes.</summary>
internal static class ReverseProxyInstruments
{
    public const string Assembly = "Yarp.ReverseProxy";
    public const string Lookup = "Yarp.ReverseProxy.IProxyStateLookup";
    public const string Forwarder = "Yarp.ReverseProxy.Forwarder.IHttpForwarder";
    public const string Clients = "Yarp.ReverseProxy.Forwarder.IForwarderHttpClientFactory";
    public const string Route = "Yarp.ReverseProxy.Model.RouteModel";

    /// <summary>What the proxy's pipeline keeps of a request.</summary>
    public const string Feature = "Yarp.ReverseProxy.Model.IReverseProxyFeature";

    /// <summary>The property of <see cref="Feature"/> that is set just before the request is forwarded.</summary>
    public const string Destination = "ProxiedDestination";

    public const string PassiveOptions = "Yarp.ReverseProxy.Health.TransportFailureRateHealthPolicyOptions";
    public const string PassivePolicy = "TransportFailureRate";
    public const string PassiveLimit = "TransportFailureRateHealthPolicy.RateLimit";
    public const string PanicPolicy = "HealthyOrPanic";

    /// <summary>What the User-Agent of active health checks begins with.</summary>
    public const string ProbeAgent = "YARP";
}
