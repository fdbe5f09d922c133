using System.Diagnostics;

namespace Storefront.Load;

/// <summary>Sends requests at the times of a fixed schedule, whether or not earlier ones were answered, and counts their latency from when they were due.</summary>
public sealed class Driver(LoadOptions options, Scenario scenario, Progress progress)
{
    private const int MostInFlight = 200;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(2);
    private int _inFlight;
    private int _errors;
    private int _done;

    /// <summary>Requests that were due while the most allowed were in flight, and so were never sent.</summary>
    public int Shed { get; private set; }

    public async Task<IReadOnlyList<Route>> RunAsync(CancellationToken cancellation)
    {
        var random = new Random(20250102);
        var total = (int)(options.Rate * options.Seconds);
        var start = Stopwatch.GetTimestamp();
        var nextReport = TimeSpan.FromSeconds(1);
        using var timer = new PeriodicTimer(Tick);
        var sent = 0;
        while (sent < total && !cancellation.IsCancellationRequested)
        {
            var elapsed = Stopwatch.GetElapsedTime(start);
            for (; sent < total && Due(sent) <= elapsed; sent++) Send(random.Next(), start, Due(sent));
            if (elapsed >= nextReport)
            {
                progress.Report(elapsed, _done, _errors, _inFlight, Shed);
                nextReport += TimeSpan.FromSeconds(1);
            }

            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        var patience = Stopwatch.StartNew();
        while (Volatile.Read(ref _inFlight) > 0 && patience.Elapsed < TimeSpan.FromSeconds(20)) await timer.WaitForNextTickAsync(CancellationToken.None);
        progress.End(Stopwatch.GetElapsedTime(start), _done, _errors, _inFlight, Shed);
        return [.. scenario.Visits.Select(visit => visit.Route)];
    }

    private TimeSpan Due(int request) => TimeSpan.FromSeconds(request / options.Rate);

    private void Send(int seed, long start, TimeSpan due)
    {
        var visit = scenario.Next();
        if (Volatile.Read(ref _inFlight) >= MostInFlight)
        {
            Shed++;
            return;
        }

        Interlocked.Increment(ref _inFlight);
        _ = Task.Run(() => SendAsync(visit, new Random(seed), start, due));
    }

    private async Task SendAsync(Visit visit, Random random, long start, TimeSpan due)
    {
        var status = 0;
        try
        {
            using var response = await visit.SendAsync(random, CancellationToken.None);
            status = (int)response.StatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException)
        {
            // Counted as an error: status 0.
        }

        visit.Route.Record(Stopwatch.GetElapsedTime(start) - due, status, due < options.WarmUp);
        if (status is 0 or >= 500) Interlocked.Increment(ref _errors);
        Interlocked.Increment(ref _done);
        Interlocked.Decrement(ref _inFlight);
    }
}
