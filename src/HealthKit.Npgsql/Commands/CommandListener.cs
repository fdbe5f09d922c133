using System.Diagnostics;
using HealthKit.Npgsql.Custody;
using HealthKit.Signals;
using Microsoft.AspNetCore.Http;

namespace HealthKit.Npgsql.Commands;

/// <summary>
/// Looks at the text of sampled commands through Npgsql's activities, for all hosts of the process. It asks for data, never for recording, and
/// declines every command that is not sampled: a declined activity that is recorded all the same was wanted by somebody else.
/// </summary>
internal static class CommandListener
{
    private const string BackgroundWeight = "healthkit.weight";
    private const string Generated = "healthkit.generated";
    private const string Copying = "healthkit.copying";
    private const int BackgroundBudget = 50;

    private static readonly RateSampler BackgroundSampler = new(BackgroundBudget, Stopwatch.Frequency);
    private static long _watched;
    private static long _recorded;
    private static long _lost;

    // Sample runs immediately before the activity starts, on the same thread.
    [ThreadStatic]
    private static Declined _declinedLast;

    [ThreadStatic]
    private static long _backgroundWeight;

    // The driver tells its meter of a command immediately before its activity starts, but for multiplexed ones.
    [ThreadStatic]
    private static bool _metered;

    private enum Declined
    {
        No,

        /// <summary>Below an activity that a sampler left out: only a recording would say something.</summary>
        WithoutTrace,

        /// <summary>A tracer would record it.</summary>
        InTrace,
    }

    /// <summary>Commands that HealthKit declined and a tracer would have recorded, and how many of them somebody else did.</summary>
    public static (long Watched, long Recorded) ForeignTraces => (Volatile.Read(ref _watched), Volatile.Read(ref _recorded));

    /// <summary>Sampled commands that could not be booked.</summary>
    public static long Lost => Volatile.Read(ref _lost);

    /// <summary>Tells that the command which starts next on this thread has been counted.</summary>
    public static void Metered() => _metered = true;

    /// <summary>
    /// Books what a request that ends leaves open though its answer is there: a reader that is never closed, such as that of a QueryMultiple, has no end that could be seen.
    /// </summary>
    public static void Complete(RequestQueries request, HttpContext? context)
    {
        foreach (var command in request.Open())
        {
            if (HasAnswer(command) && TextOf(command) is { } sql)
            {
                request.Owner.Observe(command, sql, request, context);
            }
        }
    }

    /// <summary>True once the server has begun to answer.</summary>
    public static bool HasAnswer(Activity command)
    {
        foreach (ref readonly var happened in command.EnumerateEvents())
        {
            if (happened.Name == NpgsqlInstruments.FirstResponseEvent)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Makes the listener; disposing it stops it.</summary>
    public static ActivityListener Start()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == NpgsqlInstruments.ActivitySource,
            Sample = static (ref options) => TrySample(options.Name),
            SampleUsingParentId = static (ref options) => TrySample(options.Name),
            ActivityStarted = TryStarted,
            ActivityStopped = Stopped,
        };
        Volatile.Write(ref _watched, 0);
        Volatile.Write(ref _recorded, 0);
        OwnListeners.Add(NpgsqlInstruments.ActivitySource);
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    // What these throw would come out of the application's own command: a request's services may be gone, or the host's own.
    private static ActivitySamplingResult TrySample(string name)
    {
        try
        {
            return Sample(name);
        }
#pragma warning disable CA1031 // The command goes on without being looked at.
        catch (Exception)
#pragma warning restore CA1031
        {
            SignalHub.CountFault();
            return ActivitySamplingResult.None;
        }
    }

    private static void TryStarted(Activity activity)
    {
        try
        {
            Started(activity);
        }
#pragma warning disable CA1031 // The command goes on without being looked at.
        catch (Exception)
#pragma warning restore CA1031
        {
            SignalHub.CountFault();
        }
    }

    private static ActivitySamplingResult Sample(string name)
    {
        _declinedLast = Declined.No;
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
            _declinedLast = Declined.InTrace;
            Interlocked.Increment(ref _watched);
        }
        else
        {
            _declinedLast = Declined.WithoutTrace;
        }

        return ActivitySamplingResult.None;
    }

    private static bool IsRecordedCommand(Activity parent) =>
        parent.Kind == ActivityKind.Client && TraceRecording.Holds(parent) && (parent.GetTagItem(NpgsqlInstruments.SystemTag) ?? parent.GetTagItem(NpgsqlInstruments.FormerSystemTag)) is not null;

    private static void Started(Activity activity)
    {
        var generated = GeneratedCommand.Take();
        if (_declinedLast is var declined and not Declined.No)
        {
            _declinedLast = Declined.No;
            if (TraceRecording.Holds(activity))
            {
                Interlocked.Increment(ref _recorded);
                if (declined == Declined.WithoutTrace)
                {
                    Interlocked.Increment(ref _watched);
                }
            }

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
            activity.SetCustomProperty(Generated, generated);
            _backgroundWeight = 0;
        }
        else if (RequestScope.Current?.Queries is RequestQueries request)
        {
            request.Start(activity);
            if (generated is not null)
            {
                request.NoteGenerated(generated);
            }
        }
    }

    private static void Stopped(Activity activity)
    {
        try
        {
            Observe(activity);
        }
#pragma warning disable CA1031 // A late command may find its request taken down; the driver's caller must not pay for it.
        catch (Exception)
#pragma warning restore CA1031
        {
            Interlocked.Increment(ref _lost);
        }
    }

    private static void Observe(Activity activity)
    {
        if (activity.GetCustomProperty(Copying) is RequestScope copying)
        {
            copying.Connections.CountCommand(-1);
        }

        var scope = RequestScope.Current;
        var request = scope?.Queries as RequestQueries;
        var background = request is null && activity.GetCustomProperty(BackgroundWeight) is long weight ? weight : 0;
        if ((request is null && background == 0) || TextOf(activity) is not { } sql)
        {
            return;
        }

        if (request is not null)
        {
            request.Owner.Observe(activity, sql, request, scope!.Context as HttpContext);
            return;
        }

        var generated = activity.GetCustomProperty(Generated) is string text && text == sql;
        foreach (var host in SignalHub.Hosts)
        {
            if (!host.IsWarmingUp)
            {
                host.ObserveBackground(activity, sql, background, generated);
            }
        }
    }

    // A text that the server could not read is not looked at: with its quotes unbalanced, a value may stand where SQL should.
    private static string? TextOf(Activity activity) =>
        activity.OperationName.StartsWith(NpgsqlInstruments.CopyActivity, StringComparison.Ordinal)
        || (activity.Status == ActivityStatusCode.Error && activity.GetTagItem(NpgsqlInstruments.SqlStateTag) is NpgsqlInstruments.SyntaxError)
            ? null
            : activity.GetTagItem(NpgsqlInstruments.QueryTextTag) as string;
}
