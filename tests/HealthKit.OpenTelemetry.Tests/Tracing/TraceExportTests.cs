using System.Net;
using System.Net.Sockets;
using HealthKit.Checks;
using HealthKit.Hosts;
using HealthKit.Outbound;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Trace;

namespace HealthKit.Tracing;

/// <summary>Whether traces arrive, by the real traffic of OpenTelemetry's exporter.</summary>
public class TraceExportTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(OtlpExportProtocol.HttpProtobuf, ExportProcessorType.Batch)]
    [InlineData(OtlpExportProtocol.HttpProtobuf, ExportProcessorType.Simple)]
    [InlineData(OtlpExportProtocol.Grpc, ExportProcessorType.Batch)]
    public async Task Sees_exports_that_a_collector_takes(OtlpExportProtocol protocol, ExportProcessorType processor)
    {
        var grpc = protocol == OtlpExportProtocol.Grpc;
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Token);
        await using var receiver = await TraceReceiver.StartAsync(grpc);
        await using var host = await StartAsync(database, grpc ? receiver.Address : receiver.Traces, protocol, processor);
        var tracing = await host.UntilAsync(static tracing => tracing.Requests >= 100 && tracing.Exporters.Any(static exporter => exporter.Deliveries > 1), "/plain");

        var verdict = await host.CheckAsync();

        Assert.True(verdict.Outcome == Outcome.Pass, $"{verdict.Observed} {verdict.Reason}");
        Assert.StartsWith(grpc ? "OTLP over gRPC to " : "OTLP over HTTP to ", Assert.Single(tracing.Exporters).Name, StringComparison.Ordinal);
        // An exporter's calls are no calls of the service, whatever its port.
        Assert.DoesNotContain(host.Services.GetRequiredService<OutboundWatch>().Raw, raw => raw.Host.Port == receiver.Address.Port && processor == ExportProcessorType.Batch);
    }

    public static TheoryData<OtlpExportProtocol, Func<HttpContext, Task>> Refusals => new()
    {
        { OtlpExportProtocol.HttpProtobuf, TraceReceiver.Status(StatusCodes.Status503ServiceUnavailable) },
        { OtlpExportProtocol.HttpProtobuf, TraceReceiver.Status(StatusCodes.Status401Unauthorized) },
        { OtlpExportProtocol.Grpc, TraceReceiver.GrpcRefusal(12) },
        { OtlpExportProtocol.Grpc, TraceReceiver.GrpcStatus(14) },
    };

    [Theory, MemberData(nameof(Refusals), DisableDiscoveryEnumeration = true)]
    public async Task Fails_while_a_collector_refuses(OtlpExportProtocol protocol, Func<HttpContext, Task> answer)
    {
        var grpc = protocol == OtlpExportProtocol.Grpc;
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Token);
        await using var receiver = await TraceReceiver.StartAsync(grpc, answer);
        await using var host = await StartAsync(database, grpc ? receiver.Address : receiver.Traces, protocol);
        await host.UntilAsync(static tracing => tracing.Requests >= 100 && tracing.Exporters.Any(static exporter => exporter.Failures > 0), "/plain");

        var verdict = await host.CheckAsync();

        Assert.True(verdict.Outcome == Outcome.Fail, $"{verdict.Observed} {verdict.Reason}");
        Assert.Contains("exports failed in 15 minutes", verdict.Observed.Replace("export failed", "exports failed", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fails_while_no_collector_is_there()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Token);
        using var closed = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using var host = await StartAsync(database, new Uri($"http://{closed.LocalEndPoint}/v1/traces"), OtlpExportProtocol.HttpProtobuf);
        await host.UntilAsync(static tracing => tracing.Requests >= 100 && tracing.Exporters.Any(static exporter => exporter.Failures > 0), "/plain");

        Assert.Equal(Outcome.Fail, (await host.CheckAsync()).Outcome);
    }

    [Fact]
    public async Task Knows_an_exporter_with_a_path_of_its_own_by_its_thread()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Token);
        await using var receiver = await TraceReceiver.StartAsync();
        await using var host = await StartAsync(database, new Uri(receiver.Address, "/ingest"), OtlpExportProtocol.HttpProtobuf);
        var tracing = await host.UntilAsync(static tracing => tracing.Requests >= 100 && tracing.Exporters.Any(static exporter => exporter.Deliveries > 0), "/plain");

        Assert.Equal(Outcome.Pass, (await host.CheckAsync()).Outcome);
        Assert.StartsWith("OTLP over HTTP to ", Assert.Single(tracing.Exporters).Name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Does_not_know_whether_traces_arrive_that_leave_without_a_call()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Token);
        await using var host = await TracedHost.StartAsync(database, static services => services.AddOpenTelemetry().WithTracing(static tracing => tracing
            .AddAspNetCoreInstrumentation()
            .AddProcessor(new SimpleActivityExportProcessor(new Nowhere()))));
        await host.UntilAsync(static tracing => tracing.Requests >= 100, "/plain");

        var verdict = await host.CheckAsync();

        Assert.Equal((Outcome.Unknown, Doubt.Blind), (verdict.Outcome, verdict.Doubt));
        Assert.Contains("No export of traces", verdict.Reason, StringComparison.Ordinal);
    }

    private static Task<TracedHost> StartAsync(PostgresDatabase database, Uri to, OtlpExportProtocol protocol, ExportProcessorType processor = ExportProcessorType.Batch) =>
        TracedHost.StartAsync(database, services => services.AddOpenTelemetry().WithTracing(tracing => TracedHost.Export(
            // The collector runs in this process: its requests must not be exported to it in turn.
            tracing.AddAspNetCoreInstrumentation(static requests => requests.Filter = static context => context.Request.Path == "/plain"), to, protocol, processor)));

    private sealed class Nowhere : BaseExporter<System.Diagnostics.Activity>
    {
        public override ExportResult Export(in Batch<System.Diagnostics.Activity> batch) => ExportResult.Success;
    }
}
