using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace HealthKit.Hosts;

/// <summary>A collector on real Kestrel that takes OTLP over HTTP or gRPC, and answers as a test tells it to.</summary>
internal sealed class TraceReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TraceReceiver(WebApplication app) => (_app, Address) = (app, new Uri(app.Urls.First()));

    public Uri Address { get; }

    /// <summary>Where it takes traces over HTTP.</summary>
    public Uri Traces => new(Address, "/v1/traces");

    /// <summary>Paths posted to.</summary>
    public ConcurrentQueue<string> Paths { get; private init; } = [];

    /// <param name="grpc">Whether it speaks gRPC, over HTTP/2.</param>
    /// <param name="answer">How it answers; by default it takes everything.</param>
    public static async Task<TraceReceiver> StartAsync(bool grpc = false, Func<HttpContext, Task>? answer = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = grpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        var app = builder.Build();
        ConcurrentQueue<string> paths = [];
        app.Run(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            paths.Enqueue(context.Request.Path);
            await (answer ?? (grpc ? GrpcStatus(0) : static _ => Task.CompletedTask))(context);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TraceReceiver(app) { Paths = paths };
    }

    public static Func<HttpContext, Task> Status(int status) => context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    /// <summary>An empty message and then the status, as a gRPC server sends it.</summary>
    public static Func<HttpContext, Task> GrpcStatus(int status) => async context =>
    {
        context.Response.ContentType = "application/grpc";
        context.Response.AppendTrailer("grpc-status", status.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await context.Response.Body.WriteAsync(new byte[5]);
    };

    /// <summary>The status at once, without a message, as a gRPC server refuses a method.</summary>
    public static Func<HttpContext, Task> GrpcRefusal(int status) => context =>
    {
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-status"] = status.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Task.CompletedTask;
    };

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
