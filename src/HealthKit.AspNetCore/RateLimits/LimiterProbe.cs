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
/// endpoint table. Live permits, the host's metrics and its log are not touched; where that cannot be made sure of, the limits stay unknown.
/// </summary>
internal sealed class LimiterProbe(IServiceProvider services, PipelineCapture pipeline, LimiterProbeTiming timing)
{
    private readonly Channel<IReadOnlyList<InspectedEndpoint>> _offered = Channel.CreateBounded<IReadOnlyList<InspectedEndpoint>>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    private Dictionary<string, EndpointRateLimit> _known = [];
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
        if (pipeline.Shape is not { Unreadable: null } shape || shape.All.Any(static step => MayLimit(step)))
        {
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
                await GroupsAsync([.. endpoints.Select(one => new ProbeTarget(one, known))], live, scope.ServiceProvider, stop).ConfigureAwait(false);
            }
        }
    }

    // All groups at once: each takes a minute, and next to no time of the processor.
    private async Task GroupsAsync(List<ProbeTarget> targets, RateLimiterOptions live, IServiceProvider scoped, CancellationToken stop)
    {
        var found = new Dictionary<string, EndpointRateLimit>(StringComparer.Ordinal);
        var gate = new Lock();
        await Task.WhenAll(targets.GroupBy(static target => (target.Policy?.PolicyName, Own: target.Policy is { PolicyName: null } own ? own : null, target.IsExempt)).Select(async group =>
        {
            // Neither a policy nor a global limiter: nothing to measure.
            if (group.Key is { PolicyName: null, Own: null } && live.GlobalLimiter is null || group.Key.IsExempt)
            {
                Add([.. group.Select(static target => (target, new EndpointRateLimit { Limited = false }))]);
                return;
            }

            try
            {
                await new GroupProbe(scoped, timing).MeasureAsync([.. group], Add, stop).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // A partition function of the host's own that throws leaves the limits of its own endpoints unknown, and no others.
            catch (Exception) when (!stop.IsCancellationRequested)
#pragma warning restore CA1031
            {
                Forget([.. group]);
            }
        })).ConfigureAwait(false);

        void Forget(IReadOnlyList<ProbeTarget> unknown)
        {
            lock (gate)
            {
                foreach (var target in unknown)
                {
                    found.Remove(target.Inspected.Evidence.Name);
                }

                Volatile.Write(ref _known, new Dictionary<string, EndpointRateLimit>(found, StringComparer.Ordinal));
            }
        }

        void Add(IReadOnlyList<(ProbeTarget Target, EndpointRateLimit Limit)> limits)
        {
            lock (gate)
            {
                foreach (var (target, limit) in limits)
                {
                    found[target.Inspected.Evidence.Name] = limit;
                }

                Volatile.Write(ref _known, new Dictionary<string, EndpointRateLimit>(found, StringComparer.Ordinal));
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
