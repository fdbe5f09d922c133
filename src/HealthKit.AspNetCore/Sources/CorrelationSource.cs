using HealthKit.Correlation;
using HealthKit.Evidence;
using HealthKit.Outbound;

namespace HealthKit.Sources;

/// <summary>States whether a request's id goes with the calls it makes and stands in the scope of what it logs.</summary>
internal sealed class CorrelationSource(OutboundWatch watch, ClientTable clients, CorrelationWatch requests, TimeProvider time) : IEvidenceSource
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    public string Name => "correlation";

    public IReadOnlyList<Type> Kinds { get; } = [typeof(CorrelationEvidence)];

    public TimeSpan Interval => TimeSpan.Zero;

    public TimeSpan Timeout => TimeSpan.FromSeconds(5);

    public ValueTask<EvidenceReading> ReadAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        CorrelatedClient[] all = [.. clients.All.Select(Of), .. watch.Raw.Select(Of)];
        all = [.. all.Where(static client => client.Calls > 0)];
        var obstacle = requests.Obstacle(callsOut: all.Length > 0);
        return new(obstacle is not null
            ? new EvidenceReading { Gaps = [new EvidenceGap { Kind = EvidenceKinds.Name(typeof(CorrelationEvidence)), Reason = obstacle, ObservedAt = now }] }
            : EvidenceReading.Of(new CorrelationEvidence
            {
                ObservedAt = now,
                MaxAge = Fresh,
                OutboundCalls = HttpClientInstruments.AreMetered ? all.Sum(static client => client.Calls) : null,
                Clients = all,
                ScopesExamined = requests.ScopesExamined,
                ScopesWithId = requests.ScopesWithId,
                EchoesId = requests.EchoesId,
            }));
    }

    private static CorrelatedClient Of(ClientSlot client)
    {
        var counts = client.Hosts.Select(static host => host.Counts).ToList();
        return new CorrelatedClient(client.Name.Length == 0 ? OutboundClientEvidence.Unnamed : client.Name, counts.Sum(static host => host.CallsInRequests), counts.Sum(static host => host.CorrelatedCalls));
    }

    private static CorrelatedClient Of(RawHost raw) => new($"raw: {raw.Host}", raw.Counts.CallsInRequests, raw.Counts.CorrelatedCalls);
}
