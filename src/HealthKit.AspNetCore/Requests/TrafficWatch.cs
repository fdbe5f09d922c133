using HealthKit.Responses;

namespace HealthKit.Requests;

/// <summary>Looks at the counters every five seconds, for the load, for the requests of the last day, and for routes to sample more.</summary>
internal sealed class TrafficWatch(RouteTable table, TrafficRate rate, ResponseSampler samples, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TrafficRate.Step, time);
        do
        {
            Look();
        }
        while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false));
    }

    public void Look()
    {
        rate.Note(time.GetUtcNow(), table.Total());
        var hour = (long)time.GetElapsedTime(_start).TotalHours;
        foreach (var entry in table.All)
        {
            entry.Daily.Note(hour, entry.Slot.StatusCodes.Total);
        }

        samples.Look();
    }
}
