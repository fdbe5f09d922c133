using System.Net;
using System.Threading.Channels;
using HealthKit.Evidence;
using HealthKit.Inspection;
using HealthKit.Pipeline;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HealthKit.RateLimits;

/// <summary>
/// Measures in the background how often one client may call each endpoint, on limiters of its own that are disposed afterwards: once for each
/// endpoint table. Live permits, the host's metrics, its log and what it does on a refusal are not touched; where that cannot be made sure of, the
/// limits stay unknown.
/// </summary>
internal sealed class LimiterProbe(IServiceProvider services, PipelineCapture pipeline, LimiterProbeTiming timing, IOptions<HealthAuditOptions> options)
{
    private readonly Channel<IReadOnlyList<InspectedEndpoint>> _offered = Channel.CreateBounded<IReadOnlyList<InspectedEndpoint>>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    private Dictionary<string, EndpointRateLimit> _known = [];
    private Dictionary<string, string> _obstacles = [];
    private string? _obstacle;
    private IReadOnlyList<InspectedEndpoint>? _last;
    private TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Hands over the endpoint table; one that has been measured is not measured again.</summary>
    public void Offer(IReadOnlyList<InspectedEndpoint> endpoints)
    {
        var before = Interlocked.Exchange(ref _last, endpoints);
        if (!ReferenceEquals(before, endpoints) && (before is null || !before.Select(static one => one.Endpoint).SequenceEqual(endpoints.Select(static one => one.Endpoint))))
        {
            Volatile.Write(ref _idle, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            _offered.Writer.TryWrite(endpoints);
        }
    }

    /// <summary>What is known of an endpoint; null before it was measured, and where it cannot be.</summary>
    public EndpointRateLimit? Of(InspectedEndpoint endpoint) => Volatile.Read(ref _known).GetValueOrDefault(endpoint.Evidence.Name);

    /// <summary>What keeps an endpoint's limit from being known; null where it is known, and where nobody can tell.</summary>
    public string? ObstacleOf(InspectedEndpoint endpoint) => Of(endpoint) is null ? Volatile.Read(ref _obstacle) ?? Volatile.Read(ref _obstacles).GetValueOrDefault(endpoint.Evidence.Name) : null;

    /// <summary>Waits until the table that was offered last has been measured, as far as it can be.</summary>
    public Task IdleAsync(CancellationToken cancellationToken) => Volatile.Read(ref _idle).Task.WaitAsync(cancellationToken);

    public async Task RunAsync(CancellationToken stop)
    {
        await foreach (var endpoints in _offered.Reader.ReadAllAsync(stop).ConfigureAwait(false))
        {
            try
            {
                await MeasureAsync(endpoints, stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                throw;
            }
#pragma warning disable CA1031 // Partition functions of the host's own may throw anything; the limits then stay unknown.
            catch (Exception)
#pragma warning restore CA1031
            {
                Publish([]);
            }

            Volatile.Read(ref _idle).TrySetResult();
        }
    }

    private async Task MeasureAsync(IReadOnlyList<InspectedEndpoint> endpoints, CancellationToken stop)
    {
        if (pipeline.Shape is not { Unreadable: null } shape)
        {
            return;
        }

        if (shape.All.FirstOrDefault(MayLimit) is { } own)
        {
            Volatile.Write(ref _obstacle, $"{own.Name} may limit calls by rules of its own");
            return;
        }

        var main = shape.BeforeEndpoints.ToList();
        var limiter = main.FindLastIndex(static step => step.Is(PipelineInstruments.RateLimiting));
        if (limiter < 0)
        {
            // In a branch it limits some of the endpoints, and which ones is not in the table.
            if (shape.Find(PipelineInstruments.RateLimiting) is null)
            {
                Publish(endpoints.Select(static one => (one, new EndpointRateLimit { Limited = false })));
            }

            return;
        }

        var live = services.GetRequiredService<IOptions<RateLimiterOptions>>().Value;
        if (main[limiter].Instance is { } middleware && LimiterParts.RunsOn(middleware, live))
        {
            var known = limiter > main.FindLastIndex(static step => step.Is(PipelineInstruments.Routing));
            var scope = services.CreateAsyncScope();
            await using (scope.ConfigureAwait(false))
            {
                var reader = options.Value.AskHostCode ? new LimiterParts(live, scope.ServiceProvider) : null;
                var (subjects, obstacles) = Subjects(endpoints.Select(one => new ProbeTarget(one, known)), live, reader, scope.ServiceProvider);
                Volatile.Write(ref _obstacles, obstacles);
                await CountAsync(subjects, stop).ConfigureAwait(false);
            }
        }
    }

    // The host's partitioners are asked here and nowhere else: once for each endpoint, and once more as another client where the buckets are new.
    private static (List<LimiterSubject> Subjects, Dictionary<string, string> Obstacles) Subjects(IEnumerable<ProbeTarget> targets, RateLimiterOptions live, LimiterParts? reader, IServiceProvider scoped)
    {
        var subjects = new List<LimiterSubject>();
        var obstacles = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var target in targets)
        {
            if (Parts(target, ProbeTarget.FirstClient) is not { } parts)
            {
                if (reader?.Obstacle is { } obstacle)
                {
                    obstacles[target.Inspected.Evidence.Name] = obstacle;
                }

                continue;
            }

            var subject = subjects.Find(subject => subject.Has(parts));
            if (subject is null)
            {
                subjects.Add(subject = new LimiterSubject(parts, parts.Count == 0 ? parts : Parts(target, ProbeTarget.SecondClient)));
            }

            subject.Targets.Add(target);
        }

        return (subjects, obstacles);

        IReadOnlyList<LimiterPart>? Parts(ProbeTarget target, IPAddress client)
        {
            try
            {
                return target.IsExempt || (target.Policy is null && live.GlobalLimiter is null) ? [] : reader?.Of(target.Call(client, scoped), target.Policy);
            }
#pragma warning disable CA1031 // A partition function of the host's own that throws leaves the limits of its own endpoints unknown, and no others.
            catch (Exception)
#pragma warning restore CA1031
            {
                return null;
            }
        }
    }

    // Reports limits as they become known: first whether there are any, after a minute how many calls they let through.
    private async Task CountAsync(List<LimiterSubject> subjects, CancellationToken stop)
    {
        using var limiter = new SecondLimiter();
        var start = TimeProvider.System.GetTimestamp();
        Each(static (subject, limiter) => subject.Burst(limiter));
        while (subjects.Exists(static subject => subject.CanCount) && TimeProvider.System.GetElapsedTime(start) + timing.Step < timing.Minute)
        {
            await Task.Delay(timing.Step, stop).ConfigureAwait(false);
            Each(static (subject, limiter) => subject.Again(limiter));
        }

        Each(static (subject, _) => subject.Count());

        void Each(Action<LimiterSubject, SecondLimiter> act)
        {
            subjects.RemoveAll(subject => !Done(subject));
            Publish(subjects.SelectMany(static subject => subject.Targets.Select(target => (target.Inspected, subject.ToEvidence(target)))));

            bool Done(LimiterSubject subject)
            {
                try
                {
                    act(subject, limiter);
                    return true;
                }
#pragma warning disable CA1031 // A factory of the host's own that throws leaves the limits of its own endpoints unknown, and no others.
                catch (Exception)
#pragma warning restore CA1031
                {
                    return false;
                }
            }
        }
    }

    private void Publish(IEnumerable<(InspectedEndpoint Endpoint, EndpointRateLimit Limit)> limits) =>
        Volatile.Write(ref _known, limits.ToDictionary(static pair => pair.Endpoint.Evidence.Name, static pair => pair.Limit, StringComparer.Ordinal));

    // Limiters of another make, or of the host's own, cannot be measured.
    private static bool MayLimit(PipelineStep step) =>
        !step.Is(PipelineInstruments.RateLimiting)
        && (step.Name.Contains("RateLimit", StringComparison.OrdinalIgnoreCase) || step.Name.Contains("Throttl", StringComparison.OrdinalIgnoreCase));
}
