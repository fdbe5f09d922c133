using System.Diagnostics.Metrics;
using System.Reflection;
using HealthKit.Evidence;
using HealthKit.Hosts;
using HealthKit.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;

namespace HealthKit.Exposition;

/// <summary>Beside the OpenTelemetry that a host has set up itself.</summary>
public sealed class HostProviderTests
{
    private const string Several = "CompositeMetricReader";

    [Fact]
    public async Task Registers_once_however_often_it_is_called()
    {
        var services = new ServiceCollection();
        var audit = services.AddHealthAudit().AddPrometheus();
        var once = services.Count;
        audit.AddPrometheus();
        Assert.Equal(once, services.Count);

        await using var host = await MetricsHost.StartAsync(
            routes: static app => app.MapGet("/a", static () => "a"),
            audit: static kit => kit.AddPrometheus().AddPrometheus().AddPrometheus(static options => options.StatusCodesPerRoute = 2));
        await host.GetAsync("/a");
        var scrape = await host.ScrapeUntilAsync(static all => all.Of("http_requests_total").Count > 0, "the request is counted");

        Assert.Single(host.Services.GetServices<MetricsExporter>());
        Assert.Equal(2, host.Services.GetRequiredService<IOptions<PrometheusAuditOptions>>().Value.StatusCodesPerRoute);
        AssertNothingTwice(scrape);
        Assert.Equal(1, scrape.Value("http_requests_total", ("path", "/a")));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task Shares_the_hosts_provider_and_exporter(bool hostFirst, bool addExporter)
    {
        using var meter = new Meter($"Shop.{hostFirst}.{addExporter}");
        var sales = meter.CreateCounter<long>("sales");
        void Own(IServiceCollection services) => services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter(meter.Name).AddPrometheusExporter());
        await using var host = await MetricsHost.StartAsync(
            hostFirst ? null : Own,
            static app => app.MapGet("/a", static () => "a"),
            audit => audit.AddPrometheus(options => options.AddExporter = addExporter),
            before: hostFirst ? Own : null);
        sales.Add(3);
        await host.GetAsync("/a");

        var scrape = await host.ScrapeUntilAsync(static all => all.Of("http_requests_total").Count > 0, "the request is counted");

        Assert.Single(host.Services.GetServices<MeterProvider>());
        Assert.Equal(3, scrape.Value("sales_total"));
        Assert.Equal(1, scrape.Value("http_requests_total", ("path", "/a")));
        Assert.Equal(1, scrape.Value("http_request_duration_seconds_count", ("path", "/a")));
        AssertNothingTwice(scrape);
    }

    [Fact]
    public async Task Uses_the_exporter_that_the_host_added_before_and_adds_one_otherwise()
    {
        await using var with = await MetricsHost.StartAsync(before: static services => services.AddOpenTelemetry().WithMetrics(static metrics => metrics.AddPrometheusExporter()));
        await using var without = await MetricsHost.StartAsync(audit: static kit => kit.AddPrometheus());

        // Each would set aside room for every series.
        Assert.NotEqual(Several, ReaderOf(with));
        Assert.NotEqual(Several, ReaderOf(without));
    }

    [Fact]
    public async Task Has_two_exporters_only_where_the_host_adds_one_afterwards_and_says_nothing()
    {
        static void Own(IServiceCollection services) => services.AddOpenTelemetry().WithMetrics(static metrics => metrics.AddPrometheusExporter());
        await using var silent = await MetricsHost.StartAsync(Own);
        await using var told = await MetricsHost.StartAsync(Own, audit: static kit => kit.AddPrometheus(static options => options.AddExporter = false));

        Assert.Equal(Several, ReaderOf(silent));
        Assert.NotEqual(Several, ReaderOf(told));
    }

    [Fact]
    public async Task Keeps_two_hosts_of_one_process_apart()
    {
        await using var shop = await MetricsHost.StartAsync(routes: static app => app.MapGet("/shop", static () => ""));
        await using var admin = await MetricsHost.StartAsync(routes: static app => app.MapGet("/admin", static () => ""));
        await shop.GetAsync("/shop");
        await admin.GetAsync("/admin");

        var scrape = await shop.ScrapeUntilAsync(static all => all.Value("http_requests_total", ("path", "/shop")) == 1, "the request is counted");

        Assert.Equal(["/shop"], scrape.Of("http_requests_total").Select(static sample => sample.Labels["path"]));
        Assert.All((await admin.EvidenceAsync<MetricsCollectionEvidence>()).Families, static family => Assert.Equal(0, family.Collections));
    }

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/internal/prometheus")]
    public async Task Leaves_scrapes_out_of_metrics_and_evidence(string path)
    {
        await using var host = await MetricsHost.StartAsync(routes: static app => app.MapGet("/a", static () => "a"), options: options => options.MetricsPath = path);
        await host.GetAsync("/a");
        for (var scrape = 0; scrape < 3; scrape++)
        {
            await host.ScrapeAsync(path: path);
            await host.GetAsync("/health/live");
        }

        await host.GetAsync("/a");
        Scrape? last = null;
        await TestServers.Eventually.TrueAsync(
            async () => (last = await host.ScrapeAsync(path: path)).Value("http_requests_total", ("path", "/a")) == 2,
            TimeSpan.FromSeconds(60), "both requests are counted", TestContext.Current.CancellationToken);

        Assert.Equal(["/a"], last!.Of("http_requests_total").Select(static sample => sample.Labels["path"]));
        Assert.Equal(["/a"], last.Of("http_request_duration_seconds_count").Select(static sample => sample.Labels["path"]));
        var http = await host.EvidenceAsync<HttpEvidence>();
        Assert.Equal(2, http.Requests);
        Assert.Equal("/a", Assert.Single(http.Routes).Template);
    }

    [Fact]
    public void Options_bind_from_configuration_and_code_decides_last()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["HealthAudit:Prometheus:StatusCodesPerRoute"] = "7", ["HealthAudit:Prometheus:AddExporter"] = "false" })
            .Build());
        services.AddHealthAudit().AddPrometheus(options => options.AddExporter = true);

        using var provider = services.BuildServiceProvider();
        var options = provider.GetRequiredService<IOptions<PrometheusAuditOptions>>().Value;

        Assert.Equal((7, true), (options.StatusCodesPerRoute, options.AddExporter));
    }

    [Fact]
    public void Refuses_a_setting_out_of_range_in_words()
    {
        var result = new PrometheusAuditOptionsValidator().Validate(null, new PrometheusAuditOptions { StatusCodesPerRoute = 61 });

        Assert.True(result.Failed);
        Assert.Contains("StatusCodesPerRoute: 61 is outside the allowed range 1 to 60.", result.FailureMessage, StringComparison.Ordinal);
        Assert.True(new PrometheusAuditOptionsValidator().Validate(null, new PrometheusAuditOptions { StatusCodesPerRoute = 60 }).Succeeded);
    }

    private static void AssertNothingTwice(Scrape scrape) => Assert.Distinct(scrape.Samples.Select(
        static sample => sample.Name + string.Join(',', sample.Labels.OrderBy(static label => label.Key).Select(static label => $"{label.Key}={label.Value}"))));

    // The SDK keeps its readers to itself; read from OpenTelemetry 1.20.1.
    private static string ReaderOf(MetricsHost host)
    {
        var provider = host.Services.GetRequiredService<MeterProvider>();
        var reader = provider.GetType().GetProperty("Reader", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)!.GetValue(provider)!;
        return reader.GetType().Name;
    }
}
