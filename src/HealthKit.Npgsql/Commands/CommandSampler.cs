using System.Diagnostics;
using HealthKit.Npgsql.Custody;
using HealthKit.Signals;

namespace HealthKit.Npgsql.Commands;

/// <summary>
/// Decides which commands are looked at, and counts those of the others that a tracer looked at: a declined activity that is recorded all the same was
/// wanted by somebody else.
/// </summary>
internal static class CommandSampler
{
    private const int BackgroundBudget = 50;

    private static readonly RateSampler BackgroundSampler = new(BackgroundBudget, Stopwatch.Frequency);
    private static long _watched;
    private static long _recorded;

    // Sample runs immediately before the activity starts, on the same thread.
    [ThreadStatic]
    private static Refusal _refused;

    [ThreadStatic]
    private static long _backgroundWeight;

    // The driver tells its meter of a command immediately before its activity starts, but for multiplexed ones.
    [ThreadStatic]
    private static bool _metered;

    private enum Refusal
    {
        No,

        /// <summary>Below an activity that a sampler left out: only a recording would say something.</summary>
        WithoutTrace,

        /// <summary>A tracer would record it.</summary>
        InTrace,
    }

    /// <summary>Commands that HealthKit declined and a tracer would have recorded, and how many of them somebody else did.</summary>
    public static (long Watched, long Recorded) ForeignTraces => (Volatile.Read(ref _watched), Volatile.Read(ref _recorded));

    /// <summary>Tells that the command which starts next on this thread has been counted.</summary>
    public static void Metered() => _metered = true;

    /// <summary>Counts foreign traces from none.</summary>
    public static void Reset()
    {
        Volatile.Write(ref _watched, 0);
        Volatile.Write(ref _recorded, 0);
    }

    /// <summary>Decides on the activity that starts next on this thread.</summary>
    public static ActivitySamplingResult Sample(string name)
    {
        _refused = Refusal.No;
        _backgroundWeight = 0;
        if (name.StartsWith(NpgsqlInstruments.ConnectActivity, StringComparison.Ordinal))
        {
            return ActivitySamplingResult.None;
        }

        var scope = RequestScope.Current;
        if (!_metered || name.StartsWith(NpgsqlInstruments.CopyActivity, StringComparison.Ordinal))
        {
            Count(scope);
            if (scope is not null && OutboundListener.IsArmed)
            {
                // Nothing else tells that a connection copies; and what the meter leaves out is looked at like any other command.
                _ = scope.Queries ?? Begin(scope);
                return ActivitySamplingResult.AllData;
            }
        }

        _metered = false;

        return scope is null ? SampleBackground()
            : (scope.Queries ?? Begin(scope)) is RequestQueries ? ActivitySamplingResult.AllData
            : Decline();
    }

    /// <summary>True for an activity that was declined and starts all the same, for somebody else.</summary>
    public static bool Declined(Activity activity)
    {
        var refusal = _refused;
        if (refusal == Refusal.No)
        {
            return false;
        }

        _refused = Refusal.No;
        if (TraceRecording.Holds(activity))
        {
            Interlocked.Increment(ref _recorded);
            if (refusal == Refusal.WithoutTrace)
            {
                Interlocked.Increment(ref _watched);
            }
        }

        return true;
    }

    /// <summary>The weight of a sampled command outside requests that starts now; 0 for any other.</summary>
    public static long TakeBackgroundWeight()
    {
        var weight = _backgroundWeight;
        _backgroundWeight = 0;
        return weight;
    }

    // The meter leaves out COPY, and multiplexed commands until another flow sends them.
    private static void Count(RequestScope? scope)
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
        var parent = Activity.Current;
        if (parent is not null && IsRecordedCommand(parent))
        {
            // An instrumentation above the driver, such as Entity Framework's, traces the command in its place.
            Interlocked.Increment(ref _watched);
            Interlocked.Increment(ref _recorded);
        }
        else if (TraceRecording.IsExpectedBelow(parent))
        {
            _refused = Refusal.InTrace;
            Interlocked.Increment(ref _watched);
        }
        else
        {
            _refused = Refusal.WithoutTrace;
        }

        return ActivitySamplingResult.None;
    }

    private static bool IsRecordedCommand(Activity parent) =>
        parent.Kind == ActivityKind.Client && TraceRecording.Holds(parent) && (parent.GetTagItem(NpgsqlInstruments.SystemTag) ?? parent.GetTagItem(NpgsqlInstruments.FormerSystemTag)) is not null;
}
