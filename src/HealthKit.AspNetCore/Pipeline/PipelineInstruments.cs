namespace HealthKit.Pipeline;

/// <summary>
/// Names of ASP.NET Core types that are no public API but stand in every pipeline and handler, read from ASP.NET Core 10.0.12. Each is met again in
/// tests on a live server; where one changes, what depends on it becomes unknown.
/// </summary>
internal static class PipelineInstruments
{
    public const string Routing = "Microsoft.AspNetCore.Routing.EndpointRoutingMiddleware";
    public const string Endpoints = "Microsoft.AspNetCore.Routing.EndpointMiddleware";
    public const string Router = "Microsoft.AspNetCore.Builder.RouterMiddleware";
    public const string Authentication = "Microsoft.AspNetCore.Authentication.AuthenticationMiddleware";
    public const string Authorization = "Microsoft.AspNetCore.Authorization.AuthorizationMiddleware";
    public const string RateLimiting = "Microsoft.AspNetCore.RateLimiting.RateLimitingMiddleware";
    public const string Cors = "Microsoft.AspNetCore.Cors.Infrastructure.CorsMiddleware";
    public const string StaticFiles = "Microsoft.AspNetCore.StaticFiles.StaticFileMiddleware";
    public const string Map = "Microsoft.AspNetCore.Builder.Extensions.MapMiddleware";
    public const string MapWhen = "Microsoft.AspNetCore.Builder.Extensions.MapWhenMiddleware";
    public const string HealthChecks = "Microsoft.AspNetCore.Diagnostics.HealthChecks.HealthCheckMiddleware";
    public const string ValidationFilter = "Microsoft.AspNetCore.Http.Validation.ValidationEndpointFilterFactory";
    public const string FilterTerminal = "Microsoft.AspNetCore.Routing.RequestDelegateFilterPipelineBuilder";
    public const string GeneratedHandlers = "Microsoft.AspNetCore.Http.Generated.";
    public const string PipelineEnd = "Microsoft.AspNetCore.Builder.ApplicationBuilder";
    public const string ShortCircuit = "Microsoft.AspNetCore.Routing.ShortCircuit.ShortCircuitMetadata";
    public const string ShortCircuitName = "ShortCircuit ";
    public const string ModelStateFilter = "Microsoft.AspNetCore.Mvc.Infrastructure.ModelStateInvalidFilter";
    public const string ModelStateFilterFactory = "Microsoft.AspNetCore.Mvc.Infrastructure.ModelStateInvalidFilterFactory";
    public const string FluentValidationProvider = "FluentValidation.AspNetCore.FluentValidationModelValidatorProvider";
    public const string AnnotationsProvider = "Microsoft.AspNetCore.Mvc.DataAnnotations.DataAnnotationsModelValidatorProvider";
    /// <summary>Metadata of FastEndpoints 8.3.0, read by the names of its public properties.</summary>
    public const string FastEndpoint = "FastEndpoints.EndpointDefinition";
    public const string FastEndpoints = "FastEndpoints";
    public const string FastEndpointRequest = "ReqDtoType";
    public const string FastEndpointValidator = "ValidatorType";
    public const string FastEndpointRefuses = "ThrowIfValidationFails";
    public const string GrpcUnimplemented = "gRPC - Unimplemented ";

    /// <summary>Middleware that answers by itself without being a way into the application: files, documents, probes, scrapes.</summary>
    public static readonly IReadOnlyList<string> Harmless =
    [
        StaticFiles,
        HealthChecks,
        "Microsoft.AspNetCore.StaticFiles.DefaultFilesMiddleware",
        "Microsoft.AspNetCore.StaticFiles.DirectoryBrowserMiddleware",
        "Swashbuckle.AspNetCore.Swagger.SwaggerMiddleware",
        "Swashbuckle.AspNetCore.SwaggerUI.SwaggerUIMiddleware",
        "Swashbuckle.AspNetCore.ReDoc.ReDocMiddleware",
        "NSwag.AspNetCore.Middlewares.OpenApiDocumentMiddleware",
        "OpenTelemetry.Exporter.PrometheusExporterMiddleware",
        "Prometheus.MetricServerMiddleware",
    ];
}
