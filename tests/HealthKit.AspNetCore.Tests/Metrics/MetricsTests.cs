using System.Diagnostics.Metrics;
using HealthKit.Evidence;
using HealthKit.Hosts;
using HealthKit.Signals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Time.Testing;

namespace HealthKit.Metrics;

public sealed class MetricsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Counts_and_times_requests_under_the_checklists_names()
    {
        await using var host = await TestHost.StartAsync(app => app.MapGet("/orders/{id}", (int id) => id == 1 ? Results.Ok() : Results.NotFound()));
        var meters = host.App.Services.GetRequiredService<IMeterFactory>();
        using var durations = new MetricCollector<double>(meters, MetricNames.Meter, MetricNames.HttpRequestDuration);
        using var counts = new MetricCollector<long>(meters, MetricNames.Meter, MetricNames.HttpRequests);

        await host.Client.GetAsync("/orders/1", Cancel);
        await host.Client.GetAsync("/orders/2", Cancel);
        await host.HttpAsync(2);
        counts.RecordObservableInstruments();

        Assert.Equal("s", durations.Instrument!.Unit);
        Assert.All(durations.GetMeasurementSnapshot(), measured => Assert.Equal(("GET", "/orders/{id}"), (measured.Tags["method"], measured.Tags["path"])));
        Assert.Equal(2, durations.GetMeasurementSnapshot().Count);
        Assert.Equal(
            [(200, 1L), (404, 1L)],
            counts.GetMeasurementSnapshot().Select(measured => ((int)measured.Tags["status_code"]!, measured.Value)).Order());
    }

    [Fact]
    public async Task Knows_that_somebody_collects_from_the_callbacks_alone()
    {
        var time = new FakeTimeProvider(DateTimeOffset.Parse("2026-01-01Z", System.Globalization.CultureInfo.InvariantCulture));
        await using var host = await TestHost.StartAsync(app => app.MapGet("/a", () => "a"), builder => builder.Services.AddSingleton<TimeProvider>(time));
        Assert.DoesNotContain((await CollectionAsync()).Families, family => family.IsCollected);

        using var counts = new MetricCollector<long>(host.App.Services.GetRequiredService<IMeterFactory>(), MetricNames.Meter, MetricNames.HttpRequests);
        using var durations = new MetricCollector<double>(host.App.Services.GetRequiredService<IMeterFactory>(), MetricNames.Meter, MetricNames.HttpRequestDuration);
        counts.RecordObservableInstruments();
        time.Advance(TimeSpan.FromSeconds(6));
        counts.RecordObservableInstruments();

        Assert.Equal(
            [MetricNames.HttpRequestDuration, MetricNames.HttpRequests],
            (await CollectionAsync()).Families.Where(family => family.IsCollected).Select(family => family.Name));
        Assert.False((await CollectionAsync()).ExporterRegistered);

        time.Advance(TimeSpan.FromMinutes(6));
        Assert.DoesNotContain((await CollectionAsync()).Families, family => family.IsCollected);

        async Task<MetricsCollectionEvidence> CollectionAsync() => (await host.EvidenceAsync()).Find<MetricsCollectionEvidence>()!;
    }

    [Fact]
    public async Task Names_an_instrument_of_the_host_that_carries_a_name_of_the_checklist_without_enabling_it()
    {
        using var meter = new Meter("Shop");
        var clash = meter.CreateCounter<long>(MetricNames.HttpRequests);
        await using var host = await TestHost.StartAsync(app => app.MapGet("/a", () => "a"), audit: audit => audit.Services.AddSingleton(new MetricsExporter("test")));

        var evidence = (await host.EvidenceAsync()).Find<MetricsCollectionEvidence>()!;

        Assert.Contains("http_requests_total of meter Shop", evidence.NameClashes);
        Assert.True(evidence.ExporterRegistered);
        Assert.False(clash.Enabled);
    }

    [Fact]
    public async Task Shows_the_audit_from_a_report_made_in_the_background()
    {
        await using var host = await TestHost.StartAsync(app => app.MapGet("/a", () => "a"));
        var meters = host.App.Services.GetRequiredService<IMeterFactory>();
        using var checks = new MetricCollector<double>(meters, MetricNames.Meter, AuditMetricNames.Check);
        using var ages = new MetricCollector<double>(meters, MetricNames.Meter, AuditMetricNames.EvidenceAge);
        using var coverage = new MetricCollector<double>(meters, MetricNames.Meter, AuditMetricNames.Coverage);

        await TestHost.UntilAsync(
            () =>
            {
                checks.RecordObservableInstruments();
                return Task.FromResult(checks.GetMeasurementSnapshot().Count);
            },
            count => count > 0);
        ages.RecordObservableInstruments();
        coverage.RecordObservableInstruments();

        var report = await host.AuditAsync();
        Assert.Equal(report.Checks.Select(check => check.Id), checks.GetMeasurementSnapshot().Select(measured => (string)measured.Tags["id"]!));
        Assert.All(checks.GetMeasurementSnapshot(), measured => Assert.Equal(1, measured.Value));
        Assert.Contains(ages.GetMeasurementSnapshot(), measured => Equals(measured.Tags["source"], "http"));
        Assert.Single(coverage.GetMeasurementSnapshot());
    }
}
