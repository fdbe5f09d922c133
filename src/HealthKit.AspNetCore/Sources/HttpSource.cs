using HealthKit.Evidence;
using HealthKit.Requests;

namespace HealthKit.Sources;

/// <summary>States rate, errors and duration of every route.</summary>
internal sealed class HttpSource(RouteTable table, TrafficRate rate, RequestRecorder recorder, TimeProvider time) : MemorySource<HttpEvidence>("http", time)
{
    private static readonly TimeSpan LongestWindow = TimeSpan.FromMinutes(15);

    protected override HttpEvidence Read(DateTimeOffset now)
    {
        var total = table.Total();
        var (perSecond, peak) = rate.Read(now, total);
        var uptime = now - recorder.StartedAt;
        return new HttpEvidence
        {
            ObservedAt = now,
            MaxAge = Fresh,
            Routes = [.. table.All.Select(Route).OrderBy(static route => route.Template, StringComparer.Ordinal).ThenBy(static route => route.Method, StringComparer.Ordinal)],
            Requests = total,
            OverflowRequests = table.Overflow.Slot.StatusCodes.Total,
            RequestsPerSecond = perSecond,
            PeakRequestsPerSecond = peak,
            Uptime = uptime,
            Window = uptime < LongestWindow ? uptime : LongestWindow,
        };
    }

    private static RouteEvidence Route(RouteEntry entry)
    {
        var slot = entry.Slot;
        var latency = slot.Latency.Snapshot();
        return new RouteEvidence
        {
            Method = entry.Key.Method,
            Template = entry.Key.Template,
            Attribution = entry.Attribution,
            Kind = entry.Key.Kind,
            Window = latency.Window,
            SinceStart = latency.Total,
            Requests = slot.Requests,
            RequestsLastDay = entry.Daily.Read(slot.StatusCodes.Total),
            ClientErrors = slot.ClientErrors,
            ServerErrors = slot.ServerErrors,
            Aborted = slot.Aborted,
            AbortedInWindow = slot.AbortedInWindow,
            WarmUp = slot.WarmUp,
            LongRequests = entry.Key.Kind is RouteKind.Stream ? 0 : slot.LongRequests,
            TotalTime = slot.TotalTime,
        };
    }
}
