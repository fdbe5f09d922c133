using System.Collections.Concurrent;
using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Hosts;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Trace;

namespace HealthKit.Tracing;

/// <summary>Checks 5.1 and 5.4 where a service calls a real gRPC server, by a client of the factory and by a bare channel.</summary>
public class GrpcTracingTests(PostgresFixture postgres)
{
    private const string Grpc = "outbound gRPC";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Warns_of_gRPC_calls_that_nobody_traces_and_passes_them_by_either_source()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Token);
        await using var receiver = await TraceReceiver.StartAsync();
        await using var server = await GreeterServer.StartAsync();
        await using (var dark = await StartAsync(database, receiver, server, static _ => { }))
        {
            await dark.UntilAsync(static tracing => IsReady(tracing) && Boundary(tracing)?.IsTraced is false, "/factory", "/channel");

            var verdict = await dark.CheckAsync();

            Assert.Equal((Outcome.Warn, Grpc), (verdict.Outcome, Assert.Single(verdict.Offenders).Subject));
        }

        foreach (var instrument in new Action<TracerProviderBuilder>[] { static tracing => tracing.AddHttpClientInstrumentation(), static tracing => tracing.AddSource("Grpc.Net.Client") })
        {
            await using var host = await StartAsync(database, receiver, server, instrument);
            await host.UntilAsync(static tracing => IsReady(tracing) && Boundary(tracing)?.IsTraced is true, "/factory", "/channel");

            var verdict = await host.CheckAsync();

            Assert.True(verdict.Outcome == Outcome.Pass, $"{verdict.Observed} {verdict.Reason}");
            Assert.Contains(Grpc, verdict.Observed, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/factory")]
    [InlineData("/channel")]
    public async Task Sees_the_trace_of_the_request_on_the_calls(string path)
    {
        const string Trace = "0af7651916cd43dd8448eb211c80319c";
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Token);
        await using var receiver = await TraceReceiver.StartAsync();
        await using var server = await GreeterServer.StartAsync();
        await using var host = await StartAsync(database, receiver, server, static tracing => tracing.AddHttpClientInstrumentation());
        await host.GetAsync(path, 150, $"00-{Trace}-b7ad6b7169203331-01");

        Assert.Equal(150, server.TraceParents.Count);
        Assert.All(server.TraceParents, static parent => Assert.StartsWith($"00-{Trace}-", parent, StringComparison.Ordinal));
        var verdict = await host.CheckAsync("5.4");
        Assert.True(verdict.Outcome == Outcome.Pass, $"{verdict.Observed} {verdict.Reason}");
    }

    [Fact]
    public async Task Fails_gRPC_calls_that_leave_the_trace_behind()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Token);
        await using var receiver = await TraceReceiver.StartAsync();
        await using var server = await GreeterServer.StartAsync();
        await using var host = await StartAsync(database, receiver, server, static _ => { }, propagate: false);
        await host.GetAsync("/factory", 150);

        Assert.All(server.TraceParents, Assert.Empty);
        var verdict = await host.CheckAsync("5.4");
        Assert.True(verdict.Outcome == Outcome.Fail, $"{verdict.Outcome}: {verdict.Observed} {verdict.Reason}");
    }

    private static bool IsReady(TracingEvidence tracing) => tracing.Requests >= 100 && tracing.Exporters.Any(static exporter => exporter.Deliveries > 0);

    private static TracedBoundary? Boundary(TracingEvidence tracing) => tracing.Boundaries.FirstOrDefault(static boundary => boundary.Name == Grpc);

    private static Task<TracedHost> StartAsync(PostgresDatabase database, TraceReceiver receiver, GreeterServer server, Action<TracerProviderBuilder> instrument, bool propagate = true) =>
        TracedHost.StartAsync(
            database,
            services =>
            {
                var client = services.AddGrpcClient<Greeter.GreeterClient>(options => options.Address = server.Address);
                if (!propagate)
                {
                    client.ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler { ActivityHeadersPropagator = null });
                }

                services.AddSingleton(_ => GrpcChannel.ForAddress(server.Address));
                services.AddOpenTelemetry().WithTracing(tracing =>
                {
                    TracedHost.Export(tracing.AddAspNetCoreInstrumentation(), receiver.Traces);
                    instrument(tracing);
                });
            },
            static app =>
            {
                app.MapGet("/factory", static async (Greeter.GreeterClient greeter) => (await greeter.GreetAsync(new GreetRequest { Name = "Ada" })).Text);
                app.MapGet("/channel", static async (GrpcChannel channel) => (await new Greeter.GreeterClient(channel).GreetAsync(new GreetRequest { Name = "Ada" })).Text);
            });

    private sealed class GreeterServer : IAsyncDisposable
    {
        private readonly WebApplication _app;

        private GreeterServer(WebApplication app) => (_app, Address) = (app, new Uri(app.Urls.First()));

        public Uri Address { get; }

        public ConcurrentQueue<string> TraceParents => _app.Services.GetRequiredService<Seen>().TraceParents;

        public static async Task<GreeterServer> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http2));
            builder.Services.AddSingleton<Seen>();
            builder.Services.AddGrpc();
            var app = builder.Build();
            app.MapGrpcService<Service>();
            await app.StartAsync(Token);
            return new GreeterServer(app);
        }

        public ValueTask DisposeAsync() => _app.DisposeAsync();
    }

    private sealed class Seen
    {
        public ConcurrentQueue<string> TraceParents { get; } = [];
    }

    private sealed class Service(Seen seen) : Greeter.GreeterBase
    {
        public override Task<GreetReply> Greet(GreetRequest request, ServerCallContext context)
        {
            seen.TraceParents.Enqueue(context.RequestHeaders.GetValue("traceparent") ?? "");
            return Task.FromResult(new GreetReply { Text = request.Name });
        }
    }
}
