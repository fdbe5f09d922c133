using System.Diagnostics;
using HealthKit.Npgsql.Custody;
using HealthKit.Signals;

namespace HealthKit.Npgsql.Commands;

/// <summary>
/// Looks at the text of sampled commands through Npgsql's activities, for all hosts of the process. It asks for data, never for recording, and
/// declines every command that is not sampled: a declined activity that starts all the same was wanted by somebody else.
/// </summary>
internal static class CommandListener
{
    private const string BackgroundWeight = "healthkit.weight";
    private const string Copying = "healthkit.copying";
    private const int BackgroundBudget = 50;

    private static readonly RateSampler BackgroundSampler = new(BackgroundBudget, Stopwatch.Frequency);
    private static long _declined;
    private static long _declinedButStarted;

    // Sample runs immediately before the activity starts, on the same thread.
    [ThreadStatic]
    private static bool _declinedLast;

    [ThreadStatic]
    private static long _backgroundWeight;

    /// <summary>Commands that HealthKit declined, and how many of their activities a foreign listener had started.</summary>
    public static (long Declined, long ButStarted) Twins => (Volatile.Read(ref _declined), Volatile.Read(ref _declinedButStarted));

    /// <summary>Makes the listener; disposing it stops it.</summary>
    public static ActivityListener Start()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == NpgsqlInstruments.ActivitySource,
            Sample = static (ref options) => Sample(options.Name),
            SampleUsingParentId = static (ref options) => Sample(options.Name),
            ActivityStarted = Started,
            ActivityStopped = Stopped,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static ActivitySamplingResult Sample(string name)
    {
        _declinedLast = false;
        _backgroundWeight = 0;
        if (name.StartsWith(NpgsqlInstruments.ConnectActivity, StringComparison.Ordinal))
        {
            return ActivitySamplingResult.None;
        }

        var scope = RequestScope.Current;
        if (name.StartsWith(NpgsqlInstruments.CopyActivity, StringComparison.Ordinal))
        {
            CountCopy(scope);
            if (scope is not null && OutboundListener.IsArmed)
            {
                // Nothing else tells that a connection copies.
                return ActivitySamplingResult.AllData;
            }
        }

        return scope is null ? SampleBackground()
            : (scope.Queries ?? Begin(scope)) is RequestQueries ? ActivitySamplingResult.AllData
            : Decline();
    }

    // The meter counts commands and batches only.
    private static void CountCopy(RequestScope? scope)
    {
        if (scope is not null)
        {
            scope.CountRoundTrip();
        }
        else if (!OwnWork.IsCurrent)
        {
            foreach (var host in SignalHub.Hosts)
            {
                host.CountBackground();
            }
        }
    }

    private static object Begin(RequestScope scope)
    {
        var owner = SignalHub.Owner(scope);
        lock (scope)
        {
            return scope.Queries ??= owner?.Begin(scope) ?? RequestQueries.Unsampled;
        }
    }

    private static ActivitySamplingResult SampleBackground()
    {
        if (OwnWork.IsCurrent)
        {
            return ActivitySamplingResult.None;
        }

        BackgroundSampler.Count(Stopwatch.GetTimestamp());
        _backgroundWeight = RateSampler.Choose(BackgroundSampler.Stride, Random.Shared);
        return _backgroundWeight == 0 ? Decline() : ActivitySamplingResult.AllData;
    }

    private static ActivitySamplingResult Decline()
    {
        _declinedLast = true;
        Interlocked.Increment(ref _declined);
        return ActivitySamplingResult.None;
    }

    private static void Started(Activity activity)
    {
        if (_declinedLast)
        {
            _declinedLast = false;
            Interlocked.Increment(ref _declinedButStarted);
            return;
        }

        if (OutboundListener.IsArmed && RequestScope.Current is { } scope)
        {
            scope.Connections.Command = activity;
            if (activity.OperationName.StartsWith(NpgsqlInstruments.CopyActivity, StringComparison.Ordinal))
            {
                scope.Connections.CountCommand(1);
                activity.SetCustomProperty(Copying, scope);
            }
        }

        if (_backgroundWeight != 0)
        {
            activity.SetCustomProperty(BackgroundWeight, _backgroundWeight);
            _backgroundWeight = 0;
        }
    }

    // A text that the server could not read is not looked at: with its quotes unbalanced, a value may stand where SQL should.
    private static void Stopped(Activity activity)
    {
        if (activity.GetCustomProperty(Copying) is RequestScope copying)
        {
            copying.Connections.CountCommand(-1);
        }

        var request = RequestScope.Current?.Queries as RequestQueries;
        var background = request is null && activity.GetCustomProperty(BackgroundWeight) is long weight ? weight : 0;
        if ((request is null && background == 0)
            || activity.GetTagItem(NpgsqlInstruments.QueryTextTag) is not string sql
            || activity.OperationName.StartsWith(NpgsqlInstruments.CopyActivity, StringComparison.Ordinal)
            || activity.GetTagItem(NpgsqlInstruments.SqlStateTag) is NpgsqlInstruments.SyntaxError)
        {
            return;
        }

        if (request is not null)
        {
            request.Owner.Observe(activity, sql, request, request.Weight);
            return;
        }

        foreach (var host in SignalHub.Hosts)
        {
            if (!host.IsWarmingUp)
            {
                host.Observe(activity, sql, request: null, background);
            }
        }
    }
}
