using System.Diagnostics;

namespace HealthKit.Signals;

/// <summary>Tells what a foreign tracer records. HealthKit itself asks for data at most and never has anything recorded.</summary>
/// <remarks>
/// An activity proves nothing: hosting makes one for a mere logger. Nor does <see cref="Activity.Recorded"/> alone, which is inherited from the
/// caller. Only an activity that a source made, with its data wanted and its recording set, is on its way to an exporter.
/// </remarks>
internal static class TraceRecording
{
    /// <summary>True for an activity that somebody records.</summary>
    public static bool Holds(Activity activity) => activity is { IsAllDataRequested: true, Recorded: true } && activity.Source.Name.Length > 0;

    /// <summary>
    /// True where a tracer would record what happens below the activity: the nearest one that a source made is recorded, or no source made any,
    /// because nobody listens to the boundaries above. Below an activity that a sampler left out, silence says nothing.
    /// </summary>
    public static bool IsExpectedBelow(Activity? activity)
    {
        if (activity is null)
        {
            return false;
        }

        while (activity is not null && activity.Source.Name.Length == 0)
        {
            activity = activity.Parent;
        }

        return activity is null || Holds(activity);
    }
}
