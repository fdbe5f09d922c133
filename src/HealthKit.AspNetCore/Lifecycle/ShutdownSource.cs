using HealthKit.Evidence;
using HealthKit.Sources;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace HealthKit.Lifecycle;

/// <summary>States how the service's last processes stopped.</summary>
internal sealed class ShutdownSource(StopRecorder recorder, RequestsInFlight requests, IOptions<HostOptions> host, TimeProvider time) : MemorySource<ShutdownEvidence>("shutdown", time)
{
    protected override ShutdownEvidence Read(DateTimeOffset now) => new()
    {
        ObservedAt = now,
        MaxAge = Fresh,
        Stops = recorder.Earlier,
        InFlight = requests.Count,
        ShutdownTimeout = host.Value.ShutdownTimeout,
        NotRecordedBecause = recorder.Earlier.Count > 0 ? null : recorder.NotRecordedBecause,
    };
}
