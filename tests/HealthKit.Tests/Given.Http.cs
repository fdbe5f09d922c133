using HealthKit.Evidence;

namespace HealthKit.Tests;

internal static partial class Given
{
    public static HttpEvidence Http(params RouteEvidence[] routes) => new()
    {
        ObservedAt = At,
        MaxAge = MaxAge,
        Routes = routes,
        Requests = routes.Sum(static route => route.Requests),
        RequestsPerSecond = 12.5,
        PeakRequestsPerSecond = 40,
        Uptime = TimeSpan.FromHours(1),
        Window = TimeSpan.FromMinutes(15),
    };

    /// <summary>A route whose requests of the last minutes took so long, in milliseconds.</summary>
    public static RouteEvidence Route(string name, params (int Count, double Milliseconds)[] latencies)
    {
        var latency = LatencyDistribution.FromSamples(latencies.SelectMany(static part => Times(part.Count, part.Milliseconds)));
        var space = name.IndexOf(' ', StringComparison.Ordinal);
        return new RouteEvidence
        {
            Method = name[..space],
            Template = name[(space + 1)..],
            Kind = name[..space] is "GET" ? RouteKind.Read : RouteKind.Write,
            Window = latency,
            SinceStart = latency,
            Requests = latency.Count,
            RequestsLastDay = latency.Count,
            TotalTime = latency.Sum,
        };
    }

    public static OutboundHttpEvidence Outbound(params OutboundClientEvidence[] clients) => new()
    {
        ObservedAt = At,
        MaxAge = MaxAge,
        Clients = clients,
        Calls = clients.Sum(static client => client.Calls),
        Requests = 10_000,
    };

    /// <summary>A client of IHttpClientFactory with an explicit timeout of 5 s and 100 calls.</summary>
    public static OutboundClientEvidence Client(string name) => new()
    {
        Name = name,
        Hosts = [$"{name}.example"],
        Calls = 100,
        TimeoutSetting = TimeoutSetting.Explicit,
        Timeout = TimeSpan.FromSeconds(5),
        PipelineReadable = true,
    };

    public static RequestLimitEvidence RequestLimits() => new()
    {
        ObservedAt = At,
        MaxAge = MaxAge,
        Server = "Kestrel",
        ServerLimitReadable = true,
        ServerLimitBytes = 30_000_000,
        FormLimitBytes = 134_217_728,
    };
}
