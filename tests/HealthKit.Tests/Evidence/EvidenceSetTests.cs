using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Evidence;

public sealed class EvidenceSetTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 23, 3, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Refuses_two_records_of_one_kind() =>
        Assert.Throws<ArgumentException>(() => new EvidenceSet(At, [Limits(), Limits()]));

    [Fact]
    public void A_check_that_asks_for_undeclared_evidence_is_refused()
    {
        var view = new EvidenceView(new EvidenceSet(At, [Limits()]), [typeof(HttpEvidence)]);

        Assert.Throws<InvalidOperationException>(() => view.Find<RequestLimitEvidence>());
    }

    [Fact]
    public void Finds_evidence_until_it_is_overdue()
    {
        Assert.NotNull(new EvidenceSet(At, [Limits()]).Find<RequestLimitEvidence>());
        Assert.NotNull(new EvidenceSet(At + TimeSpan.FromMinutes(1), [Limits()]).Find<RequestLimitEvidence>());
        var overdue = new EvidenceSet(At + TimeSpan.FromSeconds(61), [Limits()]);
        Assert.Null(overdue.Find<RequestLimitEvidence>());
        Assert.Equal(Doubt.Stale, overdue.Obstacle(typeof(RequestLimitEvidence))!.Doubt);
    }

    [Fact]
    public void Missing_evidence_tells_which_package_to_add() =>
        Assert.Contains("HealthKit.Redis", new EvidenceSet(At, []).Obstacle(typeof(CacheServerEvidence))!.Reason, StringComparison.Ordinal);

    private static RequestLimitEvidence Limits() => new() { ObservedAt = At, MaxAge = TimeSpan.FromMinutes(1), Server = "Kestrel" };
}
