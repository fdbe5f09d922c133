using HealthKit.Evidence;
using HealthKit.Inspection;
using HealthKit.Pipeline;
using HealthKit.Requests;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HealthKit.Sources;

/// <summary>States what each cross-origin policy does with an origin that nobody can have meant. The policies are asked; no request is sent.</summary>
internal sealed class CorsSource(IServiceProvider services, HostStarted started, EndpointInventory inventory, PipelineCapture pipeline, HeaderSamples headers, TimeProvider time) : IEvidenceSource
{
    private const string Inline = "(inline)";
    private const string Default = "(default)";
    private const string Written = "(response header)";

    public string Name => "cors";

    public IReadOnlyList<Type> Kinds { get; } = [typeof(CorsEvidence)];

    public TimeSpan Interval => TimeSpan.FromSeconds(10);

    public TimeSpan Timeout => TimeSpan.FromSeconds(30);

    public async ValueTask<EvidenceReading> ReadAsync(CancellationToken cancellationToken)
    {
        await started.WaitAsync(cancellationToken).ConfigureAwait(false);
        var shape = pipeline.Shape;
        var readable = shape is { Unreadable: null };
        var middleware = shape?.All.Where(static step => step.Is(PipelineInstruments.Cors)).ToList() ?? [];
        var origin = $"https://{Guid.NewGuid():N}.invalid";
        var configured = LookAlikes.Hosts(services.GetService<IConfiguration>());
        var found = new List<CorsPolicyEvidence>();
        foreach (var use in await UsesAsync(middleware, readable).ConfigureAwait(false))
        {
            var (admits, credentials) = Ask(use.Policy, origin);
            var alike = admits != false ? null : configured.FirstOrDefault(host => LookAlikes.Of(host).Any(lookAlike => Ask(use.Policy, lookAlike).Admits == true));
            credentials |= alike is not null && use.Policy!.SupportsCredentials;
            found.Add(new CorsPolicyEvidence { Name = use.Name, AdmitsRandomOrigin = admits, AdmitsLookAlikeOf = alike, AllowsCredentials = credentials, InUse = use.InUse, Endpoints = use.Endpoints });
        }

        if (headers.Seen.Any(static status => status.AnyOrigin > 0) && !found.Exists(static policy => policy.AdmitsRandomOrigin == true && policy.InUse != false))
        {
            found.Add(new CorsPolicyEvidence { Name = Written, AdmitsRandomOrigin = true, InUse = true });
        }

        return EvidenceReading.Of(new CorsEvidence
        {
            ObservedAt = time.GetUtcNow(),
            MaxAge = TimeSpan.FromMinutes(2),
            Policies = found,
            PipelineAdmitsRandomOrigin = !readable ? null : found.Exists(static policy => policy is { AdmitsRandomOrigin: true, InUse: true, Endpoints.Count: 0 }),
            BlindSpots = CorsPolicies.Obstacle is { } obstacle ? [new BlindSpot("cross-origin policies", obstacle, "Attest the check, or update HealthKit.")]
                : readable ? [.. OwnMiddleware(shape!)]
                : [new BlindSpot("pipeline", shape?.Unreadable ?? "It has not been built yet.", "Attest the check, or update HealthKit.")],
        });
    }

    private async Task<List<PolicyUse>> UsesAsync(List<PipelineStep> middleware, bool readable)
    {
        var uses = new List<PolicyUse>();
        var provider = services.GetService<ICorsPolicyProvider>();
        var context = Context();
        var standing = new HashSet<string>(StringComparer.Ordinal);
        foreach (var step in middleware)
        {
            if (step.Instance is { } instance && DelegateGraph.Field<CorsPolicy>(instance) is { } inline)
            {
                uses.Add(new PolicyUse(Inline, inline, InUse: true, []));
            }
            else
            {
                standing.Add(step.Instance is { } named ? CorsPolicies.NameOf(named) ?? Default : Default);
            }
        }

        var endpoints = CorsPolicies.ByEndpoint(inventory.Endpoints);
        uses.AddRange(endpoints.Inline.Select(static own => new PolicyUse(Inline, own.Policy, InUse: true, own.Endpoints)));
        var options = services.GetService<IOptions<CorsOptions>>()?.Value;
        foreach (var name in CorsPolicies.Registered(options).Concat(endpoints.Named.Keys).Concat(standing).Distinct(StringComparer.Ordinal))
        {
            var isDefault = name == Default || name == options?.DefaultPolicyName;
            var policy = provider is null ? null : await provider.GetPolicyAsync(context, isDefault ? null : name).ConfigureAwait(false);
            var shown = isDefault ? Default : name;
            if ((policy is null && !endpoints.Named.ContainsKey(name)) || uses.Exists(use => use.Name == shown))
            {
                continue;
            }

            var routes = endpoints.Named.GetValueOrDefault(shown) ?? endpoints.Named.GetValueOrDefault(name) ?? [];
            // Named by an endpoint, but without the middleware, a policy is never asked.
            var stands = standing.Contains(shown) || standing.Contains(name);
            bool? used = stands || (routes.Count > 0 && (middleware.Count > 0 || !readable)) ? true : readable ? false : null;
            uses.Add(new PolicyUse(shown, policy, used, stands ? [] : routes));
        }

        return uses;
    }

    private (bool? Admits, bool Credentials) Ask(CorsPolicy? policy, string origin)
    {
        if (policy is null || services.GetService<ICorsService>() is not { } cors)
        {
            return (null, false);
        }

        try
        {
            var context = Context();
            context.Request.Headers.Origin = origin;
            var result = cors.EvaluatePolicy(context, policy);
            return (result.IsOriginAllowed, result.SupportsCredentials);
        }
#pragma warning disable CA1031 // A predicate of the host's own may throw anything.
        catch (Exception)
#pragma warning restore CA1031
        {
            return (null, false);
        }
    }

    // A middleware of the host's own may write the header by itself; what it wrote on real responses is looked at, but not what it would answer to a stranger.
    private IEnumerable<BlindSpot> OwnMiddleware(PipelineShape shape) =>
        headers.Seen.Any(static status => status.EchoesOrigin > 0) && shape.Find(PipelineInstruments.Cors) is null
            ? [new BlindSpot("Access-Control-Allow-Origin", "Responses carry it, and no policy of the framework writes it.", "Use AddCors() and UseCors() with the list of origins.")]
            : [];

    private DefaultHttpContext Context() => new() { RequestServices = services, Request = { Method = HttpMethods.Get, Scheme = "https", Host = new HostString("healthkit.invalid") } };

    private sealed record PolicyUse(string Name, CorsPolicy? Policy, bool? InUse, IReadOnlyList<string> Endpoints);
}
