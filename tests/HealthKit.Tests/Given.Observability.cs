using HealthKit.Evidence;

namespace HealthKit.Tests;

internal static partial class Given
{
    /// <summary>A service that was busy for an hour on two read routes.</summary>
    public static HttpEvidence BusyTraffic() => new()
    {
        ObservedAt = At,
        MaxAge = MaxAge,
        Requests = 10_000,
        Uptime = TimeSpan.FromHours(1),
        Routes =
        [
            new RouteEvidence { Method = "GET", Template = "/products/{id}", Kind = RouteKind.Read, Requests = 9_000 },
            new RouteEvidence { Method = "GET", Template = "/search", Kind = RouteKind.Read, Requests = 1_000 },
        ],
    };

    /// <summary>Metric families that somebody collects every 15 s, four series each.</summary>
    public static MetricsCollectionEvidence Collected(params string[] families) => new()
    {
        ObservedAt = At,
        MaxAge = MaxAge,
        ExporterRegistered = true,
        Families = [.. families.Select(static family => new MetricFamily { Name = family, Collections = 20, CollectionSpan = TimeSpan.FromMinutes(5), Series = 4 })],
    };

    /// <summary>The same evidence with one family changed.</summary>
    public static MetricsCollectionEvidence With(this MetricsCollectionEvidence metrics, string family, Func<MetricFamily, MetricFamily> change) =>
        metrics with { Families = [.. metrics.Families.Select(each => each.Name == family ? change(each) : each)] };

    /// <summary>Incoming HTTP and PostgreSQL, both listened to by somebody else, every request recorded and exported.</summary>
    public static TracingEvidence Traced() => new()
    {
        ObservedAt = At,
        MaxAge = MaxAge,
        Requests = 1_000,
        RecordedRequests = 1_000,
        Boundaries =
        [
            new TracedBoundary { Name = "incoming HTTP", Crossings = 1_000, ActivitySource = "Microsoft.AspNetCore", HasForeignListener = true },
            new TracedBoundary { Name = "PostgreSQL", Crossings = 3_000, ActivitySource = "Npgsql", Watched = 150, Recorded = 150 },
        ],
        Exporters = [new TraceExporter("OTLP to collector", 60, 0)],
    };

    /// <summary>Alerting rules that a Prometheus server has loaded.</summary>
    public static AlertRuleEvidence AlertsOf(params AlertRule[] rules) =>
        new() { ObservedAt = At, MaxAge = MaxAge, Rules = rules, RulesLookedAt = rules.Length + 3, Alertmanagers = 1 };
}
