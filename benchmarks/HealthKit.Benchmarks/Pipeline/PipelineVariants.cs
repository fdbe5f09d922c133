using HealthKit.Benchmarks.Comparisons;
using HealthKit.Signals;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using Prometheus;

namespace HealthKit.Benchmarks.Pipeline;

/// <summary>Who watches the request, each set up as its documentation says.</summary>
internal static class PipelineVariants
{
    public const string Bare = "bare";
    public const string HealthKit = "HealthKit";
    public const string HealthKitMetrics = "HealthKit + Prometheus";
    public const string HealthKitScope = "HealthKit + Prometheus + scope";
    public const string OpenTelemetry = "OpenTelemetry";
    public const string PrometheusNet = "prometheus-net";

    public static IReadOnlyList<Variant> All { get; } =
    [
        new(Bare, "nothing"),
        new(HealthKit, "latency sketch, status codes and load of the route; nobody exports"),
        new(HealthKitMetrics, "the same, and http_request_duration_seconds and http_requests_total for the OpenTelemetry Prometheus exporter"),
        new(HealthKitScope, "the same, and the ambient scope that the database and cache packages turn on"),
        new(OpenTelemetry, "AddAspNetCoreInstrumentation: http.server.request.duration, active requests, and the meters of routing, Kestrel, diagnostics and rate limiting"),
        new(PrometheusNet, "UseHttpMetrics: count, duration and requests in progress; default collectors off"),
    ];

    /// <summary>True when metrics can be scraped.</summary>
    public static bool Exports(string variant) => variant is not (Bare or HealthKit);

    public static void Add(string variant, WebApplicationBuilder builder)
    {
        switch (variant)
        {
            case HealthKit:
                AddAudit(builder);
                break;
            case HealthKitMetrics:
                AddAudit(builder).AddPrometheus();
                break;
            case HealthKitScope:
                AddAudit(builder).AddPrometheus();
                builder.Services.AddSingleton<IRequestObserver, SilentObserver>();
                break;
            case OpenTelemetry:
                builder.Services.AddOpenTelemetry().WithMetrics(static metrics => metrics.AddAspNetCoreInstrumentation().AddPrometheusExporter());
                break;
            case PrometheusNet:
                Prometheus.Metrics.SuppressDefaultMetrics();
                break;
        }
    }

    public static void Map(string variant, WebApplication app)
    {
        if (variant == PrometheusNet)
        {
            app.UseRouting();
            app.UseHttpMetrics();
            app.MapMetrics();
        }
        else if (Exports(variant))
        {
            app.MapPrometheusScrapingEndpoint();
        }
    }

    // Warm-up requests are not recorded in full, so there is none.
    private static HealthAuditBuilder AddAudit(WebApplicationBuilder builder) => builder.Services.AddHealthAudit(static options => options.WarmUp = TimeSpan.Zero);
}
