using System.Globalization;
using HealthKit.Hosts;
using HealthKit.Signals;
using HealthKit.TestServers;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OpenTelemetry.Exporter;

namespace HealthKit.Exposition;

/// <summary>Names and labels exactly as the checklist has them, whatever the host's exporter is told.</summary>
public sealed class FamilyTests(PostgresFixture postgres)
{
    private static readonly (string Name, string Type, string[] Labels)[] Checklist =
    [
        ("http_requests_total", "counter", ["method", "path", "status_code"]),
        ("http_request_duration_seconds", "histogram", ["method", "path"]),
        ("db_queries_total", "counter", ["endpoint"]),
        ("db_query_duration_seconds", "histogram", []),
        ("cache_hits_total", "counter", []),
        ("cache_misses_total", "counter", []),
        ("cache_evictions_total", "counter", []),
        ("db_pool_connections_total", "gauge", ["state"]),
        ("db_pool_wait_duration_seconds", "histogram", []),
        ("health_audit_score_ratio", "gauge", []),
        ("health_audit_section_score_ratio", "gauge", ["section"]),
        ("health_audit_check", "gauge", ["id", "outcome", "section"]),
        ("health_audit_coverage_ratio", "gauge", []),
        ("health_audit_evidence_age_seconds", "gauge", ["source"]),
    ];

    public static TheoryData<PrometheusAspNetCoreTranslationStrategy, string> Ways =>
        new(from strategy in Enum.GetValues<PrometheusAspNetCoreTranslationStrategy>() from format in new[] { MetricsHost.PlainText, MetricsHost.OpenMetrics } select (strategy, format));

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Has_the_checklists_names_and_labels_in_every_translation_and_format(PrometheusAspNetCoreTranslationStrategy strategy, string format)
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var host = await MetricsHost.StartShopAsync(database, services => services.Configure<PrometheusAspNetCoreOptions>(options => options.TranslationStrategy = strategy));
        await host.GetAsync("/orders/1", 2);
        await host.GetAsync("/orders/0");
        await host.Client.PostAsync("/orders", null, TestContext.Current.CancellationToken);
        await WaitForAConnectionAsync(database);

        var scrape = await host.ScrapeUntilAsync(
            static all => all.Value("http_requests_total", ("method", "POST")) == 1
                && all.Of("health_audit_score_ratio").Count > 0
                && all.Of("health_audit_evidence_age_seconds").Count > 0
                && all.Of("db_pool_wait_duration_seconds_count").Count > 0,
            "all families have series",
            format);

        Assert.All(Checklist, family =>
        {
            var samples = family.Type == "histogram" ? family.Name + "_bucket" : family.Name;
            Assert.NotEmpty(scrape.Of(samples));
            Assert.Equal(family.Type == "histogram" ? family.Labels.Append("le").Order() : family.Labels, scrape.Labels(samples));
            Assert.Equal(family.Type, TypeOf(scrape, family.Name));
        });
        Assert.All(scrape.Samples, static sample => Assert.DoesNotContain("HealthKit", sample.Name, StringComparison.Ordinal));
        Assert.Equal(2, scrape.Value("http_requests_total", ("method", "GET"), ("path", "/orders/{id}"), ("status_code", "200")));
        Assert.Equal(1, scrape.Value("http_requests_total", ("method", "GET"), ("path", "/orders/{id}"), ("status_code", "404")));
        Assert.Equal(3, scrape.Value("http_request_duration_seconds_count", ("method", "GET"), ("path", "/orders/{id}")));
        Assert.Equal(3, scrape.Value("db_queries_total", ("endpoint", "GET /orders/{id}")));
        Assert.Equal(1, scrape.Value("cache_hits_total"));
        Assert.Equal(["active", "idle", "waiting"], scrape.Of("db_pool_connections_total").Select(static sample => sample.Labels["state"]).Order());
        Assert.Equal(71, scrape.Of("health_audit_check").Count);
    }

    [Fact]
    public async Task Has_buckets_at_the_checklists_limits()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var host = await MetricsHost.StartShopAsync(database);
        await host.GetAsync("/orders/1");
        await WaitForAConnectionAsync(database);

        var scrape = await host.ScrapeUntilAsync(
            static all => all.Of("http_request_duration_seconds_count").Count > 0 && all.Of("db_pool_wait_duration_seconds_count").Count > 0, "the histograms have series");

        Assert.All(["http_request_duration_seconds", "db_query_duration_seconds", "db_pool_wait_duration_seconds"], family =>
        {
            var bounds = scrape.Of(family + "_bucket").Select(static sample => sample.Labels["le"]).Distinct().ToList();
            Assert.Equal("+Inf", bounds[^1]);
            var seconds = bounds.SkipLast(1).Select(static bound => double.Parse(bound, CultureInfo.InvariantCulture)).ToList();
            Assert.Equal(MetricNames.DurationBounds, seconds);
            Assert.All([0.1, 0.2, 0.5, 1], limit => Assert.Contains(limit, seconds));
        });
    }

    // A second acquire waits while the only connection is held, so that the wait is certain.
    private static async Task WaitForAConnectionAsync(PostgresDatabase database)
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString + ";Maximum Pool Size=1");
        var held = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var waiting = source.OpenConnectionAsync(TestContext.Current.CancellationToken).AsTask();
        Assert.False(waiting.IsCompleted);
        await held.DisposeAsync();
        await (await waiting).DisposeAsync();
    }

    // OpenMetrics names a counter's family without the suffix that its samples carry, unless suffixes are off.
    private static string? TypeOf(Scrape scrape, string name) =>
        scrape.Types.GetValueOrDefault(name) ?? scrape.Types.GetValueOrDefault(name.Replace("_total", "", StringComparison.Ordinal));
}
