using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Text;
using HealthKit.Signals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HealthKit.Requests;

/// <summary>
/// Bytes a request on real Kestrel over one kept connection, measured against a bare host of the same pipeline. Timers and the pool add bytes to some rounds, and
/// a read that completes at once saves some in others, so the median of many short rounds is the request's own; the tolerance of 8 B a request is less than any object.
/// </summary>
[Collection(nameof(AllocationTests)), CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationTests
{
    private const int Rounds = 41;
    private const int Requests = 500;
    private const double Tolerance = 8;
    private static readonly byte[] Request = Encoding.ASCII.GetBytes("GET /items/7 HTTP/1.1\r\nHost: localhost\r\n\r\n");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Allocates_nothing_a_request_without_observers(bool yields)
    {
        var bare = await BytesAsync(yields, audited: false);
        var audited = await BytesAsync(yields, audited: true);

        Assert.InRange(audited - bare, -Tolerance, Tolerance);
    }

    [Fact]
    public async Task Allocates_nothing_a_request_while_its_metrics_are_collected()
    {
        var bare = await BytesAsync(yields: false, audited: false);
        var recorded = 0L;
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name == "http_request_duration_seconds")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => recorded++);
        listener.Start();
        var collected = await BytesAsync(yields: false, audited: true);

        Assert.InRange(recorded, Rounds * Requests, long.MaxValue);
        Assert.InRange(collected - bare, -Tolerance, Tolerance);
    }

    [Fact]
    public async Task Allocates_nothing_a_request_of_a_caller_with_an_identity()
    {
        var bare = await BytesAsync(yields: false, audited: false, identified: true);
        var audited = await BytesAsync(yields: false, audited: true, identified: true);

        Assert.InRange(audited - bare, -Tolerance, Tolerance);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Allocates_at_most_136_bytes_a_request_with_the_ambient_scope(bool yields)
    {
        var bare = await BytesAsync(yields, audited: false);
        var scoped = await BytesAsync(yields, audited: true, builder => builder.Services.AddSingleton<IRequestObserver, SilentObserver>());

        Assert.InRange(scoped - bare, 40, 136 + Tolerance);
    }

    private static async Task<double> BytesAsync(bool yields, bool audited, Action<WebApplicationBuilder>? build = null, bool identified = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        build?.Invoke(builder);
        if (audited)
        {
            builder.Services.AddHealthAudit(options => options.WarmUp = TimeSpan.Zero);
        }

        await using var app = builder.Build();
        if (identified)
        {
            var user = new ClaimsPrincipal(new ClaimsIdentity("test"));
            app.Use((context, next) =>
            {
                context.User = user;
                return next(context);
            });
        }

        app.MapGet("/items/{id}", (RequestDelegate)(yields ? AnswerLaterAsync : AnswerAsync));
        await app.StartAsync(TestContext.Current.CancellationToken);
        var port = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        Drive(client, 10 * Requests);
        var bytes = new double[Rounds];
        for (var round = 0; round < Rounds; round++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            Drive(client, Requests);
            bytes[round] = (double)(GC.GetTotalAllocatedBytes(precise: true) - before) / Requests;
        }

        await app.StopAsync(TestContext.Current.CancellationToken);
        return bytes.Order().ElementAt(Rounds / 2);
    }

    // Blocking calls on one buffer, so that the client's share is nothing.
    private static void Drive(Socket client, int requests)
    {
        Span<byte> answer = stackalloc byte[1024];
        for (var request = 0; request < requests; request++)
        {
            client.Send(Request);
            var read = 0;
            while (read < 4 || !answer[..read].EndsWith("ok"u8))
            {
                read += client.Receive(answer[read..]);
            }
        }
    }

    private static Task AnswerAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = 2;
        context.Response.BodyWriter.GetSpan(2)[0] = (byte)'o';
        context.Response.BodyWriter.GetSpan(2)[1] = (byte)'k';
        context.Response.BodyWriter.Advance(2);
        return Task.CompletedTask;
    }

    private static async Task AnswerLaterAsync(HttpContext context)
    {
        await Task.Yield();
        await AnswerAsync(context);
    }

    private sealed class SilentObserver : IRequestObserver
    {
        public void OnCompleted(RequestScope scope, RouteSlot route)
        {
            // The cost of an observer is its own.
        }
    }
}
