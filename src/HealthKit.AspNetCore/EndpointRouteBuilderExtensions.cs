using HealthKit.Endpoints;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HealthKit;

/// <summary>Maps the surfaces of the health audit.</summary>
public static class EndpointRouteBuilderExtensions
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps liveness, readiness and the audit, each but where the host maps the path itself.</summary>
    /// <exception cref="InvalidOperationException"><c>services.AddHealthAudit()</c> was not called.</exception>
    public static IEndpointConventionBuilder MapHealthAudit(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var services = endpoints.ServiceProvider;
        if (services.GetService<ProbeEndpoints>() is not { } probes)
        {
            throw new InvalidOperationException("MapHealthAudit() needs its services: call services.AddHealthAudit() before the host is built.");
        }

        var options = services.GetRequiredService<IOptions<HealthAuditOptions>>().Value;
        var audit = services.GetRequiredService<AuditEndpoint>();
        return new HealthAuditEndpoints(
        [
            Map(endpoints, options.LivePath, probes.AnswerLiveAsync, OwnEndpointKind.Live),
            Map(endpoints, options.ReadyPath, probes.AnswerReadyAsync, OwnEndpointKind.Ready),
            Map(endpoints, options.AuditPath, audit.AnswerAsync, OwnEndpointKind.Audit),
            Map(endpoints, options.AuditPath + "/evidence", audit.AnswerEvidenceAsync, OwnEndpointKind.Audit),
            Map(endpoints, options.AuditPath + "/queries", services.GetRequiredService<QueryLedgerEndpoint>().AnswerAsync, OwnEndpointKind.Audit),
        ]);
    }

    private static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string path, RequestDelegate answer, OwnEndpointKind kind)
    {
        var mapped = endpoints.MapMethods(path, Methods, answer).WithMetadata(new OwnEndpoint(kind)).WithDisplayName($"HealthKit {path}");
        mapped.Finally(HealthAuditEndpoints.OpenUnlessAsked);
        return mapped;
    }
}
