using System.Diagnostics;
using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Hosts;
using HealthKit.TestServers;
using Microsoft.ApplicationInsights.Extensibility;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace HealthKit.Tracing;

/// <summary>Check 5.1 on a real service with a real database and a real collector.</summary>
public class DistributedTracingTests(PostgresFixture postgres)
{
    private const string Declined = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fails_a_service_that_nobody_traces_and_passes_it_once_all_boundaries_are_and_the_traces_arrive()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Token);
        await using (var dark = await TracedHost.StartAsync(database))
        {
            await dark.UntilAsync(static tracing => tracing.Requests >= 100 && Boundary(tracing, "PostgreSQL").IsTraced is false, "/orders", "/stock");

            var red = await dark.CheckAsync();

            Assert.Equal((Outcome.Fail, Doubt.NotFound), (red.Outcome, red.Doubt));
            Assert.Equal(["PostgreSQL", "incoming HTTP", "outbound HTTP"], red.Offenders.Select(static offender => offender.Subject).Order(StringComparer.Ordinal));
        }

        await using var receiver = await TraceReceiver.StartAsync();
        await using var host = await TracedHost.StartAsync(database, services => Trace(services, receiver));
        var tracing = await host.UntilAsync(
            static tracing => tracing.Requests >= 100 && tracing.Boundaries.All(static boundary => boundary.IsTraced is true) && tracing.Exporters.Any(static exporter => exporter.Deliveries > 0), "/orders", "/stock");

        var green = await host.CheckAsync();

        Assert.True(green.Outcome == Outcome.Pass, $"{green.Observed} {green.Reason}");
        Assert.Equal(tracing.Requests, tracing.RecordedRequests);
        Assert.Equal(["PostgreSQL", "incoming HTTP", "outbound HTTP"], tracing.Boundaries.Select(static boundary => boundary.Name).Order(StringComparer.Ordinal));
        Assert.Equal($"OTLP over HTTP to {receiver.Address.Host}:{receiver.Address.Port}", Assert.Single(tracing.Exporters).Name);
        Assert.Contains("/v1/traces", receiver.Paths);
    }

    [Fact]
    public async Task Warns_of_the_boundaries_that_are_in_use_and_not_instrumented()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Token);
        await using var receiver = await TraceReceiver.StartAsync();
        await using var host = await TracedHost.StartAsync(database, services => services.AddOpenTelemetry().WithTracing(tracing => TracedHost.Export(tracing.AddAspNetCoreInstrumentation(), receiver.Traces)));
        await host.UntilAsync(static tracing => tracing.Requests >= 100 && Boundary(tracing, "PostgreSQL").IsTraced is false && tracing.Exporters.Count > 0, "/orders", "/stock");

        var verdict = await host.CheckAsync();

        Assert.Equal((Outcome.Warn, Doubt.Refuted), (verdict.Outcome, verdict.Doubt));
        Assert.Equal(["PostgreSQL", "outbound HTTP"], verdict.Offenders.Select(static offender => offender.Subject).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Does_not_ask_for_instrumentation_of_what_the_service_does_not_call()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Token);
        await using var receiver = await TraceReceiver.StartAsync();
        await using var host = await TracedHost.StartAsync(database, services => services.AddOpenTelemetry().WithTracing(tracing => TracedHost.Export(tracing.AddAspNetCoreInstrumentation(), receiver.Traces)));
        await host.UntilAsync(static tracing => tracing.Requests >= 100 && tracing.Exporters.Count > 0, "/plain");

        var verdict = await host.CheckAsync();

        Assert.True(verdict.Outcome == Outcome.Pass, $"{verdict.Observed} {verdict.Reason}");
    }

    [Fact]
    public async Task Takes_the_instrumentation_of_Entity_Framework_for_the_commands_below_it()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Token);
        await using var receiver = await TraceReceiver.StartAsync();
        await using var host = await TracedHost.StartAsync(
            database,
            services =>
            {
                services.AddDbContext<Shop>(options => options.UseNpgsql(database.ConnectionString));
                services.AddOpenTelemetry().WithTracing(tracing => TracedHost.Export(tracing.AddAspNetCoreInstrumentation().AddEntityFrameworkCoreInstrumentation(), receiver.Traces));
            },
            static app => app.MapGet("/shop", static (Shop shop) => shop.Database.SqlQuery<int>($"select 1 as \"Value\"").ToListAsync()));
        await host.UntilAsync(static tracing => tracing.Requests >= 100 && Boundary(tracing, "PostgreSQL").Watched >= 20 && tracing.Exporters.Count > 0, "/shop");

        var verdict = await host.CheckAsync();

        Assert.True(verdict.Outcome == Outcome.Pass, $"{verdict.Observed} {verdict.Reason}");
    }

    [Theory]
    [InlineData(ActivitySamplingResult.None, Outcome.Fail)]
    [InlineData(ActivitySamplingResult.PropagationData, Outcome.Unknown)]
    [InlineData(ActivitySamplingResult.AllData, Outcome.Unknown)]
    [InlineData(ActivitySamplingResult.AllDataAndRecorded, Outcome.Unknown)]
    public async Task Does_not_take_a_listener_for_traces(ActivitySamplingResult sampling, Outcome expected)
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Token);
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name is "Microsoft.AspNetCore" or "System.Net.Http" or "Npgsql",
            Sample = (ref _) => sampling,
        };
        ActivitySource.AddActivityListener(listener);
        await using var host = await TracedHost.StartAsync(database);
        var recorded = sampling == ActivitySamplingResult.AllDataAndRecorded;
        var tracing = await host.UntilAsync(
            tracing => tracing.Requests >= 200 && (!recorded || tracing.Boundaries.All(static boundary => boundary.IsTraced is true)) && (expected != Outcome.Fail || Boundary(tracing, "PostgreSQL").IsTraced is false),
            "/orders", "/stock");

        var verdict = await host.CheckAsync();

        Assert.True(verdict.Outcome == expected, $"{verdict.Outcome}: {verdict.Observed} {verdict.Reason}");
        Assert.Equal(recorded ? tracing.Requests : 0, tracing.RecordedRequests);
        Assert.Equal(recorded ? Doubt.Blind : expected == Outcome.Fail ? Doubt.NotFound : Doubt.TooFewSamples, verdict.Doubt);
    }

    [Fact]
    public async Task States_sampling_without_punishing_it()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Token);
        await using var receiver = await TraceReceiver.StartAsync();
        await using var host = await TracedHost.StartAsync(database, services => Trace(services, receiver, static tracing => tracing.SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(0.1)))));
        // More than 20 commands are declined long before; none of them may count against a trace that nobody records.
        var tracing = await host.UntilAsync(
            static tracing =>
            {
                Assert.DoesNotContain(tracing.Boundaries, static boundary => boundary.IsTraced is false);
                return tracing.Requests >= 1_000 && tracing.Boundaries.All(static boundary => boundary.IsTraced is true) && tracing.Exporters.Any(static exporter => exporter.Deliveries > 0);
            },
            "/orders", "/stock");

        var verdict = await host.CheckAsync();

        Assert.True(verdict.Outcome == Outcome.Pass, $"{verdict.Observed} {verdict.Reason}");
        Assert.InRange((double)tracing.RecordedRequests / tracing.Requests, 0.05, 0.16);
    }

    [Fact]
    public async Task Leaves_to_callers_what_a_sampler_does_that_follows_them()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Token);
        await using var receiver = await TraceReceiver.StartAsync();
        await using var host = await TracedHost.StartAsync(database, services => Trace(services, receiver));
        await host.GetAsync("/orders", 300, Declined);
        await host.GetAsync("/stock", 50, Declined);
        await host.UntilAsync(static tracing => tracing.Requests >= 350);

        var verdict = await host.CheckAsync();

        Assert.Equal((Outcome.Unknown, Doubt.TooFewSamples), (verdict.Outcome, verdict.Doubt));
        var tracing = await host.EvidenceAsync();
        Assert.Equal((350, 350, 0), (tracing.Requests, tracing.RequestsDeclinedByCallers, tracing.RecordedRequests));
        Assert.DoesNotContain(tracing.Boundaries, static boundary => boundary.IsTraced is false);
    }

    /// <summary>The instrumentation leaves hosting's activity alone then, and records one of its own beside it.</summary>
    [Theory]
    [InlineData("1", 150, 0)]
    [InlineData("0", 0, 150)]
    public async Task Sees_requests_whose_traces_come_in_headers_of_another_kind(string decision, long recorded, long declined)
    {
        var before = Propagators.DefaultTextMapPropagator;
        Sdk.SetDefaultTextMapPropagator(new B3Propagator());
        try
        {
            await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Token);
            await using var receiver = await TraceReceiver.StartAsync();
            await using var host = await TracedHost.StartAsync(database, services => Trace(services, receiver));
            await host.GetAsync("/orders", 100, $"0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-{decision}", B3Propagator.Header);
            await host.GetAsync("/stock", 50, $"0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-{decision}", B3Propagator.Header);
            await host.UntilAsync(static tracing => tracing.Requests >= 150);

            var tracing = await host.EvidenceAsync();

            Assert.Equal((150L, recorded, declined), (tracing.Requests, tracing.RecordedRequests, tracing.RequestsDeclinedByCallers));
            Assert.DoesNotContain(tracing.Boundaries, static boundary => boundary.IsTraced is false);
        }
        finally
        {
            Sdk.SetDefaultTextMapPropagator(before);
        }
    }

    [Fact]
    public async Task Does_not_take_metrics_for_traces()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Token);
        await using var receiver = await TraceReceiver.StartAsync();
        await using var host = await TracedHost.StartAsync(database, services => services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter("Microsoft.AspNetCore.Hosting", "System.Net.Http", "Npgsql")
            .AddOtlpExporter((exporter, reader) =>
            {
                (exporter.Endpoint, exporter.Protocol) = (new Uri(receiver.Address, "/v1/metrics"), OtlpExportProtocol.HttpProtobuf);
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = 200;
            })));
        await host.UntilAsync(tracing => tracing.Requests >= 100 && receiver.Paths.Contains("/v1/metrics"), "/orders", "/stock");

        var verdict = await host.CheckAsync();

        Assert.Equal((Outcome.Fail, Doubt.NotFound), (verdict.Outcome, verdict.Doubt));
        Assert.Empty((await host.EvidenceAsync()).Exporters);
    }

    [Fact]
    public async Task Does_not_know_what_the_classic_Application_Insights_traces()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Token);
        await using var host = await TracedHost.StartAsync(database, static services => services.AddSingleton(static _ => TelemetryConfiguration.CreateDefault()));
        await host.UntilAsync(static tracing => tracing.Requests >= 100, "/plain");

        var verdict = await host.CheckAsync();

        Assert.Equal((Outcome.Unknown, Doubt.Blind), (verdict.Outcome, verdict.Doubt));
        Assert.Contains("Application Insights SDK 2", verdict.Reason, StringComparison.Ordinal);
    }

    private static TracedBoundary Boundary(TracingEvidence tracing, string name) => tracing.Boundaries.Single(boundary => boundary.Name == name);

    private static void Trace(IServiceCollection services, TraceReceiver receiver, Action<TracerProviderBuilder>? more = null) => services.AddOpenTelemetry().WithTracing(tracing =>
    {
        TracedHost.Export(tracing.AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddNpgsql(), receiver.Traces);
        more?.Invoke(tracing);
    });

    public sealed class Shop(DbContextOptions<Shop> options) : DbContext(options);
}
