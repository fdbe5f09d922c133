using HealthKit.Evidence;
using Microsoft.Extensions.Logging;

namespace HealthKit.Hosting;

/// <summary>Reads one source again and again at its own cadence, and logs when it falls silent and when it is back.</summary>
internal sealed class SourceLoop(IEvidenceSource source, EvidenceStore store, TimeProvider time, ILogger logger)
{
    // A service that has only just started may not have opened its first connection: one silent reading is no news.
    private const int ReadingsToLog = 2;

    // Hosts that start together drift apart, so that the same one does not meet the same others each time.
    private const double Drift = 0.1;

    private static readonly TimeSpan LongestJitter = TimeSpan.FromSeconds(1);
    private int _silent;
    private bool _logged;

    public async Task RunAsync(CancellationToken stop)
    {
        // Sources of one host, and hosts of one fleet, should not all knock at the same moment.
        await Task.Delay(LongestJitter * Random.Shared.NextDouble(), time, stop).ConfigureAwait(false);
        using var timer = new PeriodicTimer(source.Interval, time);
        do
        {
            timer.Period = source.Interval * (1 - Drift * Random.Shared.NextDouble());
            await store.RefreshAsync(source, stop).ConfigureAwait(false);
            Report();
        }
        while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false));
    }

    private void Report()
    {
        var gap = store.LastReading(source)?.Gaps is [var first, ..] ? first : null;
        _silent = gap is null ? 0 : _silent + 1;
        if (_silent == ReadingsToLog)
        {
            LogMessages.SourceSilent(logger, source.Name, gap!.Reason);
            _logged = true;
        }
        else if (_silent == 0 && _logged)
        {
            LogMessages.SourceBack(logger, source.Name);
            _logged = false;
        }
    }
}
