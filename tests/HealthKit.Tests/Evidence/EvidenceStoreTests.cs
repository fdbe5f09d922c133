using HealthKit.Checks;
using HealthKit.Evidence;
using Microsoft.Extensions.Time.Testing;

namespace HealthKit.Tests.Evidence;

public sealed class EvidenceStoreTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 3, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Reads_memory_sources_at_each_audit_and_background_sources_only_when_refreshed()
    {
        var memory = new Source(TimeSpan.Zero, (_, _) => Reading("Kestrel"));
        var background = new CatalogSource(TimeSpan.FromMinutes(1));
        var store = new EvidenceStore([memory, background], _time);

        var before = await store.CollectAsync(TestContext.Current.CancellationToken);
        Assert.Equal("Kestrel", before.Find<RequestLimitEvidence>()!.Server);
        Assert.Contains("not been read yet", before.Obstacle(typeof(CatalogEvidence))!.Reason, StringComparison.Ordinal);
        Assert.Equal(0, background.Reads);

        await store.RefreshAsync(background, TestContext.Current.CancellationToken);
        var after = await store.CollectAsync(TestContext.Current.CancellationToken);
        Assert.NotNull(after.Find<CatalogEvidence>());
        Assert.Equal((2, 1), (memory.Reads, background.Reads));
    }

    [Fact]
    public async Task A_source_that_throws_is_an_error_for_its_kinds_alone_and_shows_no_message()
    {
        var thrower = new Source(TimeSpan.Zero, (_, _) => throw new InvalidOperationException("Password=hunter2"));
        var store = new EvidenceStore([thrower, new CatalogSource(TimeSpan.Zero)], _time);

        var evidence = await store.CollectAsync(TestContext.Current.CancellationToken);

        var obstacle = evidence.Obstacle(typeof(RequestLimitEvidence))!;
        Assert.Equal(Outcome.Error, obstacle.Outcome);
        Assert.DoesNotContain("hunter2", obstacle.Reason, StringComparison.Ordinal);
        Assert.NotNull(evidence.Find<CatalogEvidence>());
    }

    [Fact]
    public async Task A_source_that_hangs_becomes_a_gap_at_its_timeout_and_recovers()
    {
        var hang = true;
        var slow = new Source(TimeSpan.FromMinutes(1), async (_, cancellationToken) =>
        {
            if (hang)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return await Reading("Kestrel");
        });
        var store = new EvidenceStore([slow], _time);

        var attempt = store.RefreshAsync(slow, TestContext.Current.CancellationToken);
        var second = store.RefreshAsync(slow, TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(2.5));
        await Task.WhenAll(attempt, second);

        var evidence = await store.CollectAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Outcome.Unknown, evidence.Obstacle(typeof(RequestLimitEvidence))!.Outcome);
        Assert.Contains("within 2 s", evidence.Obstacle(typeof(RequestLimitEvidence))!.Reason, StringComparison.Ordinal);
        Assert.Equal(1, slow.Reads);

        hang = false;
        await store.RefreshAsync(slow, TestContext.Current.CancellationToken);
        Assert.NotNull((await store.CollectAsync(TestContext.Current.CancellationToken)).Find<RequestLimitEvidence>());
    }

    [Fact]
    public async Task Who_waits_and_wakes_late_does_not_put_an_older_reading_over_a_newer_one()
    {
        // Its continuations run in the order in which they were added: the first one reads again before the second one wakes.
        var first = new TaskCompletionSource<EvidenceReading>();
        var source = new Source(TimeSpan.FromMinutes(1), (self, _) => self.Reads == 1 ? new(first.Task) : Reading("newer"));
        var store = new EvidenceStore([source], _time);

        var twice = ReadTwiceAsync(store, source);
        var late = store.RefreshAsync(source, TestContext.Current.CancellationToken);
        first.SetResult(await Reading("older"));
        await Task.WhenAll(twice, late);

        Assert.Equal(2, source.Reads);
        Assert.Equal("newer", (await store.CollectAsync(TestContext.Current.CancellationToken)).Find<RequestLimitEvidence>()!.Server);
    }

    private static async Task ReadTwiceAsync(EvidenceStore store, Source source)
    {
        await store.RefreshAsync(source, TestContext.Current.CancellationToken).ConfigureAwait(false);
        await store.RefreshAsync(source, TestContext.Current.CancellationToken).ConfigureAwait(false);
    }

    private ValueTask<EvidenceReading> Reading(string server) => ValueTask.FromResult(EvidenceReading.Of(
        new RequestLimitEvidence { ObservedAt = _time.GetUtcNow(), MaxAge = TimeSpan.FromMinutes(1), Server = server }));

    private sealed class Source(TimeSpan interval, Func<Source, CancellationToken, ValueTask<EvidenceReading>> read) : IEvidenceSource
    {
        public int Reads { get; private set; }

        public string Name => "test.source";

        public IReadOnlyList<Type> Kinds => [typeof(RequestLimitEvidence)];

        public TimeSpan Interval => interval;

        public TimeSpan Timeout => TimeSpan.FromSeconds(2);

        public ValueTask<EvidenceReading> ReadAsync(CancellationToken cancellationToken)
        {
            Reads++;
            return read(this, cancellationToken);
        }
    }

    private sealed class CatalogSource(TimeSpan interval) : IEvidenceSource
    {
        public int Reads { get; private set; }

        public string Name => "test.catalog";

        public IReadOnlyList<Type> Kinds => [typeof(CatalogEvidence)];

        public TimeSpan Interval => interval;

        public TimeSpan Timeout => TimeSpan.FromSeconds(2);

        public ValueTask<EvidenceReading> ReadAsync(CancellationToken cancellationToken)
        {
            Reads++;
            return ValueTask.FromResult(EvidenceReading.Of(new CatalogEvidence { ObservedAt = new DateTimeOffset(2026, 11, 23, 3, 0, 0, TimeSpan.Zero), MaxAge = TimeSpan.FromMinutes(1) }));
        }
    }
}
