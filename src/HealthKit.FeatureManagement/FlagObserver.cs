using HealthKit.Evidence;
using HealthKit.Flags;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.FeatureManagement;

namespace HealthKit.FeatureManagement;

/// <summary>States the flags that are defined, looked for in the background since their provider may be remote, and how often they were asked for.</summary>
internal sealed class FlagObserver(EvaluationCounter counter, IServiceScopeFactory scopes, IServiceProviderIsService registered, TimeProvider time) : BackgroundService, IFeatureFlagObserver
{
    private const int NotKnown = -1;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(30);

    private volatile int _flags = NotKnown;

    public FeatureFlagSystem? Read() => registered.IsService(typeof(IFeatureManager))
        ? new FeatureFlagSystem("Microsoft.FeatureManagement", _flags is NotKnown ? null : _flags, counter.Evaluations)
        : null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            limit.CancelAfter(LongestLook);
            await LookAsync(limit.Token).ConfigureAwait(false);
        }
        while (await WaitAsync(timer, stoppingToken).ConfigureAwait(false));
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken stop)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task LookAsync(CancellationToken stop)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var count = 0;
            if (scope.ServiceProvider.GetService<IFeatureManager>() is { } manager)
            {
                await foreach (var _ in manager.GetFeatureNamesAsync().WithCancellation(stop).ConfigureAwait(false))
                {
                    count++;
                }
            }

            _flags = count;
        }
#pragma warning disable CA1031 // The host's provider of definitions may throw anything; then the number of flags stays unknown.
        catch (Exception)
#pragma warning restore CA1031
        {
            _flags = NotKnown;
        }
    }
}
