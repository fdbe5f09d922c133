using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace HealthKit.Outbound;

/// <summary>
/// What System.Net.Http tells of every call of SocketsHttpHandler, whoever made the client. Read from .NET 10.0; the tests of raw clients fail when a
/// name changes.
/// </summary>
/// <remarks>
/// Listening to the duration makes it <c>Enabled</c> for everybody. Whoever wants to know whether the host collects the metrics of HttpClient must
/// look at another instrument of the meter, such as <c>http.client.open_connections</c>, which HealthKit never enables.
/// </remarks>
internal static class HttpClientInstruments
{
    public const string Meter = "System.Net.Http";
    public const string Duration = "http.client.request.duration";
    public const string Method = "http.request.method";
    public const string ServerAddress = "server.address";
    public const string ServerPort = "server.port";

    public const string Listener = "HttpHandlerDiagnosticListener";

    /// <summary>Asked for with the request before a call that no source made an activity for. Whoever answers true has one made.</summary>
    public const string Call = "System.Net.Http.HttpRequestOut";

    /// <summary>The end of a call, with its response. HealthKit asks for it in the flow of exports only.</summary>
    public const string Response = "System.Net.Http.Response";

    /// <summary>The only event to subscribe to for all calls: anybody who listens to them all makes HttpClient add trace headers to calls that had none.</summary>
    public const string Stop = "System.Net.Http.HttpRequestOut.Stop";

    /// <summary>The activity that hosting makes for a request.</summary>
    public const string RequestActivity = "Microsoft.AspNetCore.Hosting.HttpRequestIn";

    /// <summary>False where the runtime was told to have no meters, so that raw clients cannot be seen.</summary>
    public static bool AreMetered => !AppContext.TryGetSwitch("System.Diagnostics.Metrics.Meter.IsSupported", out var supported) || supported;

    private static PropertyInfo? _request;
    private static PropertyInfo? _response;

    /// <summary>The request of a Stop event; null when the event has changed its shape.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "System.Net.Http keeps the properties of its events for listeners.")]
    public static HttpRequestMessage? RequestOf(object stop)
    {
        var property = _request;
        if (property is null || !property.DeclaringType!.IsInstanceOfType(stop))
        {
            _request = property = stop.GetType().GetProperty("Request");
        }

        return property?.GetValue(stop) as HttpRequestMessage;
    }

    /// <summary>The response of an event, null where the call had none; false when the event has changed its shape.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "System.Net.Http keeps the properties of its events for listeners.")]
    public static bool TryGetResponse(object ended, out HttpResponseMessage? response)
    {
        var property = _response;
        if (property is null || !property.DeclaringType!.IsInstanceOfType(ended))
        {
            _response = property = ended.GetType().GetProperty("Response");
        }

        response = property?.GetValue(ended) as HttpResponseMessage;
        return property is not null;
    }
}
