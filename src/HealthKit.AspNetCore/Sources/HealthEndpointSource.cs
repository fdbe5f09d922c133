using HealthKit.Endpoints;
using HealthKit.Evidence;
using HealthKit.Requests;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace HealthKit.Sources;

/// <summary>
/// States which probes are mapped and what they answer. HealthKit's own are asked in process, through the health checks behind them; a host's own are
/// known by what real callers got. Asking runs the checks, so it is done in the background and never on a request.
/// </summary>
internal sealed class HealthEndpointSource(
    EndpointInventory inventory,
    ProbeEndpoints probes,
    RouteTable table,
    EndpointRoutes routes,
    IOptions<HealthAuditOptions> options,
    IOptions<HealthCheckServiceOptions> checks,
    TimeProvider time) : IEvidenceSource
{
    private readonly HealthAuditOptions _options = options.Value;

    public string Name => "health.endpoints";

    public IReadOnlyList<Type> Kinds { get; } = [typeof(HealthEndpointEvidence)];

    public TimeSpan Interval => TimeSpan.FromSeconds(15);

    public TimeSpan Timeout => _options.ReadinessTimeout * 2 + TimeSpan.FromSeconds(1);

    public async ValueTask<EvidenceReading> ReadAsync(CancellationToken cancellationToken)
    {
        var host = inventory.Endpoints.OfType<RouteEndpoint>().Where(AnswersGet).ToList();
        var own = inventory.All.Where(static endpoint => endpoint.Metadata.GetMetadata<OwnEndpoint>() is not null).OfType<RouteEndpoint>().ToList();
        return EvidenceReading.Of(new HealthEndpointEvidence
        {
            ObservedAt = time.GetUtcNow(),
            MaxAge = Interval * 4,
            EndpointsReadable = host.Count + own.Count > 0,
            Live = Host(host, path => ProbePaths.IsLive(path, _options), _options.LivePath) is { } live ? Asked(live, routes.HostLive)
                : await OwnAsync(own, OwnEndpointKind.Live, probes.Live, degradedIsReady: true, cancellationToken).ConfigureAwait(false) is { } ownLive ? Asked(ownLive, routes.Answers(OwnEndpointKind.Live)) : null,
            Ready = Host(host, path => ProbePaths.IsReady(path, _options), _options.ReadyPath)
                ?? await OwnAsync(own, OwnEndpointKind.Ready, probes.Ready, !_options.RequireForReadiness, cancellationToken).ConfigureAwait(false),
        });
    }

    private static HealthEndpoint Asked(HealthEndpoint endpoint, ProbeAnswers answers) => endpoint with { Calls = answers.Calls, QueryingCalls = answers.Querying };

    private async ValueTask<HealthEndpoint?> OwnAsync(List<RouteEndpoint> own, OwnEndpointKind kind, DependencyProbe probe, bool degradedIsReady, CancellationToken cancellationToken)
    {
        if (own.Find(endpoint => endpoint.Metadata.GetMetadata<OwnEndpoint>()!.Kind == kind) is not { } endpoint)
        {
            return null;
        }

        // A readiness check that liveness runs too asks a dependency. Of one that only liveness runs nothing is known, but for "self", which by
        // convention asks nothing.
        var dependencies = kind is OwnEndpointKind.Live ? probe.NamesAlso(ProbeEndpoints.ReadyTag) : probe.Names;
        var readable = probe.Names.All(name => dependencies.Contains(name) || string.Equals(name, "self", StringComparison.OrdinalIgnoreCase));
        return new HealthEndpoint
        {
            Path = RouteTemplates.Of(endpoint)!,
            IsOwn = true,
            // What stands before the endpoint may answer in its place, as UseHttpsRedirection does: then its callers never reach it.
            LastStatus = routes.Answers(kind).Redirect ?? routes.Answers(kind).Refusal
                ?? ProbeEndpoints.StatusCode(await probe.AskAsync(cancellationToken).ConfigureAwait(false), degradedIsReady),
            Anonymous = IsAnonymous(endpoint),
            Dependencies = dependencies,
            DependenciesReadable = readable,
        };
    }

    // The host's endpoint on the very path wins over HealthKit's; elsewhere HealthKit's own, if mapped, is the one an orchestrator would ask.
    private HealthEndpoint? Host(List<RouteEndpoint> host, Func<string, bool> isProbe, string ownPath)
    {
        var candidates = host
            .Select(endpoint => (Endpoint: endpoint, Path: RouteTemplates.Of(endpoint)!))
            .Where(candidate => isProbe(candidate.Path))
            .ToList();
        var exact = candidates.FindIndex(candidate => string.Equals(candidate.Path, ownPath, StringComparison.OrdinalIgnoreCase));
        if (exact < 0 && (candidates.Count == 0 || inventory.All.Any(endpoint => endpoint.Metadata.GetMetadata<OwnEndpoint>() is not null)))
        {
            return null;
        }

        var (endpoint, path) = candidates[Math.Max(0, exact)];
        var (dependencies, readable) = MappedHealthChecks.Of(endpoint, checks.Value.Registrations, _options.AskHostCode);
        return new HealthEndpoint
        {
            Path = path,
            LastStatus = Answered(path),
            Anonymous = IsAnonymous(endpoint),
            Dependencies = dependencies,
            DependenciesReadable = readable,
        };
    }

    private int? Answered(string path)
    {
        var slot = table.All
            .Where(entry => string.Equals(entry.Key.Template, path, StringComparison.OrdinalIgnoreCase) && entry.Key.Method is "GET" or "HEAD")
            .Select(static entry => entry.Slot)
            .MaxBy(static slot => slot.LastSeen);
        var codes = slot?.StatusCodes.Snapshot().ToList();
        // The counters do not say which code came last; one success is an endpoint that answers.
        return codes is null or [] ? null : codes.Exists(static code => code.Code is >= 200 and < 300) ? StatusCodes.Status200OK : codes[^1].Code;
    }

    // A fallback policy may close an endpoint that says nothing itself.
    private static bool? IsAnonymous(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null ? true
        : endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null || endpoint.Metadata.GetMetadata<AuthorizationPolicy>() is not null ? false
        : null;

    private static bool AnswersGet(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is not { HttpMethods: { Count: > 0 } methods } || methods.Contains("GET");
}
