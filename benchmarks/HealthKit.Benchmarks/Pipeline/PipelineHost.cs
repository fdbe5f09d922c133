using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HealthKit.Benchmarks.Pipeline;

/// <summary>A service of 30 routes of which one is called, on whatever server the caller adds.</summary>
internal static class PipelineHost
{
    public const string CalledTemplate = "/items/{id}";
    public const string CalledPath = "/items/7";

    private const int OtherRoutes = 30;

    public static WebApplication Build(string variant, RequestDelegate endpoint, Action<WebApplicationBuilder> serve)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.Services.AddRouting();
        serve(builder);
        PipelineVariants.Add(variant, builder);
        var app = builder.Build();
        PipelineVariants.Map(variant, app);
        for (var other = 0; other < OtherRoutes; other++)
        {
            app.MapGet($"/others{other}/{{id}}", endpoint);
        }

        app.MapGet(CalledTemplate, endpoint);
        return app;
    }
}
