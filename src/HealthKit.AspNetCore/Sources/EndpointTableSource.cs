using HealthKit.Evidence;
using HealthKit.Inspection;
using HealthKit.Pipeline;
using HealthKit.RateLimits;
using HealthKit.Requests;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace HealthKit.Sources;

/// <summary>States the host's endpoints: what inspection says of each, what its callers got, and how often one may call it.</summary>
internal sealed class EndpointTableSource(
    IServiceProvider services,
    HostStarted started,
    EndpointInspection inspection,
    PipelineCapture pipeline,
    RouteTable routes,
    CallerWatch callers,
    LimiterProbe limits,
    IEnumerable<IValidationWatch> validations,
    TimeProvider time) : IEvidenceSource
{
    // CHECKS.md, 6.1.
    private const long RefusalsThatProve = 5;
    private SignInCookies? _cookies;

    public string Name => "endpoints";

    public IReadOnlyList<Type> Kinds { get; } = [typeof(EndpointTableEvidence)];

    public TimeSpan Interval => TimeSpan.FromSeconds(5);

    public TimeSpan Timeout => TimeSpan.FromSeconds(60);

    public async ValueTask<EvidenceReading> ReadAsync(CancellationToken cancellationToken)
    {
        await started.WaitAsync(cancellationToken).ConfigureAwait(false);
        callers.Cookies = _cookies ??= await SignInSchemes.ReadAsync(services).ConfigureAwait(false);
        var shape = pipeline.Shape;
        var inspected = await inspection.ReadAsync(cancellationToken).ConfigureAwait(false);
        callers.EverybodyHasIdentity = inspection.EverybodyHasIdentity;
        limits.Offer(inspected);
        var counts = routes.All.ToLookup(static entry => entry.Key.Template, StringComparer.Ordinal);
        EndpointEvidence[] endpoints = [.. DynamicTwins.Once([.. inspected.Select(one => (one, Counted(one, counts)))])];
        return EvidenceReading.Of(new EndpointTableEvidence
        {
            ObservedAt = time.GetUtcNow(),
            MaxAge = TimeSpan.FromMinutes(2),
            Unreadable = endpoints.Length == 0 ? TableBlindness.Reason(shape) : null,
            Endpoints = UnderResultHandler(endpoints),
            BlindSpots = TableBlindness.Spots(shape, counts[RouteTable.Unmatched].Sum(static entry => entry.Callers.Successes)),
        });
    }

    private EndpointEvidence Counted(InspectedEndpoint one, ILookup<string, RouteEntry> counts)
    {
        var evidence = one.Evidence;
        long successes = 0, refusals = 0, signIns = 0;
        foreach (var entry in counts[evidence.Template])
        {
            if (evidence.Methods.Count == 0 || evidence.Methods.Contains(entry.Key.Method, StringComparer.OrdinalIgnoreCase))
            {
                successes += entry.Callers.Successes;
                refusals += entry.Callers.Refusals;
                signIns += entry.Callers.SignIns;
            }
        }

        return evidence with
        {
            AnonymousSuccesses = successes,
            AnonymousRefusals = refusals,
            AuthEndpoint = signIns > 0 ? AuthEndpointSign.SignInSeen : evidence.AuthEndpoint,
            RateLimit = limits.Of(one),
            RateLimitUnreadable = limits.ObstacleOf(one),
            BoundModels = ValidationRuns.Seen(evidence, validations),
        };
    }

    // A result handler of the host's own may let through whom a policy refuses. Refusals of protected endpoints show what it does, for all of them.
    private EndpointEvidence[] UnderResultHandler(EndpointEvidence[] endpoints)
    {
        if (services.GetService(typeof(IAuthorizationMiddlewareResultHandler)) is not { } handler || handler.GetType() == typeof(AuthorizationMiddlewareResultHandler))
        {
            return endpoints;
        }

        var policed = endpoints.Where(static endpoint => endpoint.Protection is EndpointProtection.Protected).ToList();
        return policed.Sum(static endpoint => endpoint.AnonymousRefusals) >= RefusalsThatProve && policed.TrueForAll(static endpoint => endpoint.AnonymousSuccesses == 0)
            ? endpoints
            : Array.ConvertAll(endpoints, endpoint => endpoint.Protection is EndpointProtection.Protected
                ? endpoint with { Protection = EndpointProtection.Opaque, ProtectionReason = $"{handler.GetType().Name} decides what a refusal becomes, and ought to hand every result that did not succeed to AuthorizationMiddlewareResultHandler" }
                : endpoint);
    }
}
