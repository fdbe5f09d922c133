namespace HealthKit.Npgsql;

/// <summary>Names that System.Net.Http gives its meter, read from .NET 10 (MetricsHandler.cs). A test on a real client fails when one is renamed.</summary>
internal static class HttpClientInstruments
{
    public const string Meter = "System.Net.Http";

    /// <summary>Up-down counter of long: +1 as a request is sent, −1 as its response's headers are there or it failed, in the same asynchronous flow.</summary>
    public const string ActiveRequests = "http.client.active_requests";

    public const string ServerAddressTag = "server.address";
}
