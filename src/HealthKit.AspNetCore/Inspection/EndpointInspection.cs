using HealthKit.Evidence;
using HealthKit.Hosting;
using HealthKit.Pipeline;
using HealthKit.Requests;
using HealthKit.Sources;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HealthKit.Inspection;

/// <summary>
/// Inspects the endpoint table, again whenever it changes and every ten minutes: assemblies are loaded late. Code of the host's own is asked once for
/// each table, see <see cref="AnonymousCaller"/>.
/// </summary>
internal sealed class EndpointInspection(
    IServiceProvider services,
    EndpointInventory inventory,
    EndpointRoutes routes,
    PipelineCapture pipeline,
    LoadedAssemblies assemblies,
    HostServices host,
    IOptions<HealthAuditOptions> options,
    TimeProvider time)
{
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(10);
    private static readonly PipelineShape NotBuilt = new() { Unreadable = "The pipeline has not been built yet." };
    private readonly HealthAuditOptions _options = options.Value;
    private HostAnswers? _answers;
    private IReadOnlyList<Endpoint>? _of;
    private IReadOnlyList<InspectedEndpoint> _known = [];
    private long _at;

    /// <summary>True where the host gives an identity to callers who sent no credentials.</summary>
    public bool EverybodyHasIdentity { get; private set; }

    /// <summary>What was found last; nothing before the first time.</summary>
    public IReadOnlyList<InspectedEndpoint> Known => Volatile.Read(ref _known);

    /// <summary>Whether the table has been inspected at all.</summary>
    public bool HasRun { get; private set; }

    /// <summary>What is known of each endpoint; called by one background reader at a time.</summary>
    public async Task<IReadOnlyList<InspectedEndpoint>> ReadAsync(CancellationToken cancellationToken)
    {
        var endpoints = inventory.Endpoints;
        if (ReferenceEquals(endpoints, _of) && time.GetElapsedTime(_at) < Again)
        {
            return _known;
        }

        Volatile.Write(ref _known, await InspectAsync(endpoints, cancellationToken).ConfigureAwait(false));
        (_of, _at, HasRun) = (endpoints, time.GetTimestamp(), true);
        return _known;
    }

    private async Task<IReadOnlyList<InspectedEndpoint>> InspectAsync(IReadOnlyList<Endpoint> endpoints, CancellationToken cancellationToken)
    {
        var shape = pipeline.Shape ?? NotBuilt;
        var found = new Dictionary<string, InspectedEndpoint>(StringComparer.Ordinal);
        var scope = services.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            var (access, caller) = Access(scope.ServiceProvider, endpoints, shape);
            EverybodyHasIdentity = await caller.HasIdentityAsync(cancellationToken).ConfigureAwait(false);
            var input = new InputInspector(scope.ServiceProvider, host.All, assemblies.Used());
            foreach (var endpoint in endpoints)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (EndpointKinds.IsInert(endpoint) || routes.Of(endpoint).IsExcluded || RouteTemplates.Of(endpoint) is not { } template)
                {
                    continue;
                }

                var evidence = await InspectAsync(endpoint, template, access, input, cancellationToken).ConfigureAwait(false);
                // Two entries of one name, such as two routes to one action: the less protected one counts.
                if (!found.TryGetValue(evidence.Name, out var other) || Exposure(evidence.Protection) > Exposure(other.Evidence.Protection))
                {
                    found[evidence.Name] = new InspectedEndpoint(endpoint, evidence);
                }
            }
        }

        return [.. found.Values];
    }

    private (AccessInspector Access, AnonymousCaller Caller) Access(IServiceProvider scoped, IReadOnlyList<Endpoint> endpoints, PipelineShape shape)
    {
        if (_answers is { } known && known.AreOf(endpoints, shape))
        {
            known.Repeat();
        }
        else
        {
            _answers = new HostAnswers(endpoints, shape);
        }

        var parts = new AuthorizationParts(host.All);
        var provider = parts.PoliciesAreOfFramework || _options.AskHostCode ? scoped.GetService<IAuthorizationPolicyProvider>() : null;
        var caller = new AnonymousCaller(scoped, shape, parts, _answers, _options.AskHostCode, time);
        return (new AccessInspector(scoped, shape, caller, provider is null ? null : new PolicyMemory(provider, _answers.Policies)), caller);
    }

    private static int Exposure(EndpointProtection protection) => protection switch
    {
        EndpointProtection.Open => 3,
        EndpointProtection.Opaque => 2,
        EndpointProtection.DeclaredPublic => 1,
        _ => 0,
    };

    private async Task<EndpointEvidence> InspectAsync(Endpoint endpoint, string template, AccessInspector access, InputInspector input, CancellationToken cancellationToken)
    {
        var evidence = new EndpointEvidence { Template = template, Methods = [.. EndpointNames.Methods(endpoint)] };
        try
        {
            var parts = HandlerParts.Of(endpoint);
            var kind = EndpointKinds.Of(endpoint, template, parts, _options);
            var (protection, reason) = await access.OfAsync(endpoint, template, kind, parts, PublicAreas.Of(evidence.Methods, template, _options.PublicAreas), cancellationToken).ConfigureAwait(false);
            var (models, unreadable) = input.Of(endpoint, kind, parts);
            var paging = PagingParameters.Of(endpoint, parts);
            var sign = SignInRoutes.Of(evidence.Methods, template, protection, endpoint.Metadata.GetMetadata<SignInEndpointAttribute>() is not null, models.Select(static model => model.Type));
            return evidence with
            {
                Kind = kind,
                Protection = protection,
                ProtectionReason = reason,
                AuthEndpoint = sign is AuthEndpointSign.None && HandlerNames.OfPost(endpoint).Any(SignInRoutes.IsHandler) ? AuthEndpointSign.Route : sign,
                BoundModels = models,
                InputUnreadable = unreadable,
                ReturnsCollection = ResultInspector.ReturnsCollection(endpoint),
                PageSizeParameter = paging.Size,
                PagePositionParameter = paging.Position,
                PageSizeMaximum = paging.Maximum,
                PagingUnreadable = paging.Unreadable,
                BoundedResultsReason = endpoint.Metadata.GetMetadata<BoundedResultsAttribute>()?.Reason,
            };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // One endpoint that cannot be read leaves the others readable.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return evidence with { ProtectionReason = $"reading it threw {exception.GetType().Name}", InputUnreadable = $"reading it threw {exception.GetType().Name}" };
        }
    }
}
