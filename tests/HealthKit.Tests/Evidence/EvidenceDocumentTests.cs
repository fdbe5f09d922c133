using System.Text;
using System.Text.Json;
using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Reporting;

namespace HealthKit.Tests.Evidence;

public sealed class EvidenceDocumentTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 23, 3, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_saved_document_replays_to_the_same_verdicts()
    {
        var live = new EvidenceSet(
            At,
            [
                new HttpEvidence
                {
                    ObservedAt = At,
                    MaxAge = TimeSpan.FromMinutes(1),
                    Requests = 400,
                    Routes =
                    [
                        new RouteEvidence
                        {
                            Method = "GET",
                            Template = "/orders/{id}",
                            Kind = RouteKind.Read,
                            Requests = 400,
                            SinceStart = LatencyDistribution.FromSamples(Enumerable.Repeat(TimeSpan.FromMilliseconds(12), 400)),
                        },
                    ],
                },
                new CatalogEvidence { ObservedAt = At - TimeSpan.FromHours(1), MaxAge = TimeSpan.FromMinutes(1) },
            ],
            [new EvidenceGap { Kind = "cacheServers", Reason = "refused", ObservedAt = At }]);
        var auditor = new Auditor(AuditSettings.Default, new ServiceIdentity { Name = "Shop" });

        var replayed = EvidenceDocument.Read(Write(live));

        Assert.Equal(Report(auditor.Audit(live)), Report(auditor.Audit(replayed)));
        Assert.Equal(Outcome.Pass, auditor.Audit(replayed).Checks[0].Outcome);
    }

    [Theory]
    [InlineData("[]", "schemaVersion is missing")]
    [InlineData("""{"schemaVersion":"9.0"}""", "version 9.0")]
    [InlineData("""{"schemaVersion":"1.0"}""", "asOf")]
    [InlineData("""{"schemaVersion":"1.0","asOf":"2026-11-23T03:00:00Z"}""", "without records")]
    [InlineData("""{"schemaVersion":"1.0","asOf":"2026-11-23T03:00:00Z","records":{"weather":{}}}""", "records.weather")]
    [InlineData("""{"schemaVersion":"1.0","asOf":"2026-11-23T03:00:00Z","records":{"http":null}}""", "records.http")]
    public void Refuses_what_is_no_evidence_document(string json, string reason) =>
        Assert.Contains(reason, Assert.Throws<JsonException>(() => EvidenceDocument.Read(Encoding.UTF8.GetBytes(json))).Message, StringComparison.Ordinal);

    private static ReadOnlyMemory<byte> Write(EvidenceSet evidence)
    {
        using var stream = new MemoryStream();
        EvidenceDocument.Write(evidence, stream);
        return stream.ToArray();
    }

    private static string Report(AuditReport report)
    {
        using var stream = new MemoryStream();
        ReportJson.Write(report, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
