using HealthKit.Evidence;
using HealthKit.Hosting;
using HealthKit.Reporting;
using Microsoft.Extensions.Logging;

namespace HealthKit.Metrics;

/// <summary>Audits in the background while somebody collects the audit's gauges, at most every ten seconds, so that a scrape only reads the last report.</summary>
internal sealed class BackgroundAudit(EvidenceStore store, Auditor auditor, TimeProvider time, ILogger<BackgroundAudit> logger)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Cadence = TimeSpan.FromSeconds(10);
    private volatile AuditReport? _last;
    private volatile bool _wanted;

    /// <summary>The last report, null before the first; asking for it orders the next.</summary>
    public AuditReport? Last
    {
        get
        {
            _wanted = true;
            return _last;
        }
    }

    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            await Task.Delay(_last is null ? Look : Cadence, time, stop).ConfigureAwait(false);
            if (!_wanted)
            {
                continue;
            }

            _wanted = false;
            try
            {
                _last = await auditor.AuditAsync(store, stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The loop goes on; the gauges keep the last report.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogMessages.BackgroundAuditFailed(logger, exception);
            }
        }
    }
}
