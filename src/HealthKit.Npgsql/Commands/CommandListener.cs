using System.Diagnostics;
using HealthKit.Npgsql.Custody;
using HealthKit.Signals;
using Microsoft.AspNetCore.Http;

namespace HealthKit.Npgsql.Commands;

/// <summary>
/// Looks at the text of sampled commands through Npgsql's activities, for all hosts of the process. It asks for data, never for recording, and
/// declines every command that <see cref="CommandSampler"/> leaves out.
/// </summary>
internal static class CommandListener
{
    private const string BackgroundWeight = "healthkit.weight";
    private const string Generated = "healthkit.generated";
    private const string Copying = "healthkit.copying";

    private static long _lost;

    /// <summary>Sampled commands that could not be booked.</summary>
    public static long Lost => Volatile.Read(ref _lost);

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
        CommandSampler.Reset();
        OwnListeners.Add(NpgsqlInstruments.ActivitySource);
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    // What these throw would come out of the application's own command: a request's services may be gone, or the host's own.
    private static ActivitySamplingResult TrySample(string name)
    {
        try
        {
            return CommandSampler.Sample(name);
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

    private static void Started(Activity activity)
    {
        var generated = GeneratedCommand.Take(out var kind);
        if (CommandSampler.Declined(activity))
        {
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

        if (CommandSampler.TakeBackgroundWeight() is not 0 and var weight)
        {
            activity.SetCustomProperty(BackgroundWeight, weight);
            activity.SetCustomProperty(Generated, generated);
        }
        else if (RequestScope.Current?.Queries is RequestQueries request)
        {
            request.Start(activity);
            if (generated is not null)
            {
                request.NoteGenerated(generated, kind);
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

    // Savepoints are no queries, see SavepointListener. A text that the server could not read is not looked at: with its quotes unbalanced, a value may stand where SQL should.
    private static string? TextOf(Activity activity) =>
        activity.OperationName.StartsWith(NpgsqlInstruments.CopyActivity, StringComparison.Ordinal)
        || (activity.Status == ActivityStatusCode.Error && activity.GetTagItem(NpgsqlInstruments.SqlStateTag) is NpgsqlInstruments.SyntaxError)
            ? null
            : activity.GetTagItem(NpgsqlInstruments.QueryTextTag) is string sql && !SavepointListener.IsSavepoint(sql) ? sql : null;
}
