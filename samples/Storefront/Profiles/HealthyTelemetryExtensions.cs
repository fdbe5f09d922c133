using Npgsql;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Storefront.Profiles;

public static class HealthyTelemetryExtensions
{
    public static void AddHealthyTelemetry(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Logging.ClearProviders().AddJsonConsole(console => console.IncludeScopes = true);

        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("storefront"))
            .WithTracing(tracing =>
            {
                tracing.AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddNpgsql().AddRedisInstrumentation();
                // Spans leave the process only where a collector is named.
                if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 }) tracing.AddOtlpExporter();
            });
    }
}
