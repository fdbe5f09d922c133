using System.Diagnostics;

namespace HealthKit.Npgsql.Commands;

/// <summary>Marks the flow of HealthKit's own database work, so that it is never taken for the application's.</summary>
internal static class OwnWork
{
    /// <summary>Name of the activity that HealthKit's own commands are children of.</summary>
    public const string ActivityName = "HealthKit";

    private static readonly AsyncLocal<bool> Mark = new();

    /// <summary>True in HealthKit's own flow.</summary>
    public static bool IsCurrent => Mark.Value;

    /// <summary>Runs work outside the caller's flow: no request is blamed for it and no transaction or trace reaches into it.</summary>
    public static Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            return Task.Run(() => Marked(work, cancellationToken), cancellationToken);
        }

        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(() => Marked(work, cancellationToken), cancellationToken);
        }
    }

    private static async Task<T> Marked<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        Mark.Value = true;

        // A parent that is not recorded: samplers that go by the parent, as OpenTelemetry's does unless told otherwise, leave our commands out of the host's traces.
        using var parent = new Activity(ActivityName).Start();
        return await work(cancellationToken).ConfigureAwait(false);
    }
}
