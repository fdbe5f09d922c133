using System.Diagnostics;
using HealthKit.Requests;
using HealthKit.Signals;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace HealthKit.Tracing;

/// <summary>Looks at the activity of the first thousand requests, and of one in sixteen after them: did a source make it, does somebody record it.</summary>
internal sealed class RequestTraces : IRequestWatch
{
    private const long Always = 1_000;
    private const long OneIn = 16;

    private const int W3CLength = 55;

    private long _seen;
    private long _examined;
    private long _sourced;
    private long _recorded;
    private long _declined;

    /// <summary>Requests looked at.</summary>
    public long Examined => Volatile.Read(ref _examined);

    /// <summary>How many had an activity that a source made, which no source does unless a sampler asks for it.</summary>
    public long Sourced => Volatile.Read(ref _sourced);

    /// <summary>How many were recorded.</summary>
    public long Recorded => Volatile.Read(ref _recorded);

    /// <summary>How many were not recorded, as their callers wish.</summary>
    public long DeclinedByCallers => Volatile.Read(ref _declined);

    public void OnCompleted(HttpContext context, RouteEntry route)
    {
        // A plain count: what a race loses is one look.
        var seen = ++_seen;
        if (seen <= Always || seen % OneIn == 0)
        {
            Examine(context, context.Features.Get<IHttpActivityFeature>()?.Activity);
        }
    }

    private void Examine(HttpContext context, Activity? activity)
    {
        Interlocked.Increment(ref _examined);
        if (activity?.Source.Name != TracingInstruments.Incoming)
        {
            return;
        }

        Interlocked.Increment(ref _sourced);
        var beside = Beside(activity);
        if (TraceRecording.Holds(activity) || (beside is not null && TraceRecording.Holds(beside)))
        {
            Interlocked.Increment(ref _recorded);
        }
        else if (IsDeclined(context.Request.Headers.TraceParent.ToString()) || (beside?.ParentId is { } parent && IsDeclined(parent)))
        {
            Interlocked.Increment(ref _declined);
        }
    }

    // Where traces come in other headers than those of W3C, OpenTelemetry's instrumentation (1.20) leaves hosting's activity unrecorded and has the source
    // make another one, which is current until the request ends.
    private static Activity? Beside(Activity activity) =>
        Activity.Current is { Kind: ActivityKind.Server } current && current != activity && current.Source.Name == TracingInstruments.Incoming ? current : null;

    // W3C Trace Context, 3.2.2.5: the lowest bit of the last two digits says that the caller records.
    private static bool IsDeclined(string parent) => parent.Length >= W3CLength && char.IsAsciiHexDigit(parent[W3CLength - 1]) && (parent[W3CLength - 1] & 1) == (char.IsAsciiDigit(parent[W3CLength - 1]) ? 0 : 1);
}
