using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HealthKit.Resilience.Tests;

/// <summary>A service that is called: it answers what its path says and remembers the trace headers that came.</summary>
internal sealed class Downstream : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Downstream(WebApplication app) => (_app, Address) = (app, new Uri(app.Urls.First()));

    public Uri Address { get; }

    /// <summary>As the evidence names it.</summary>
    public string Host => $"{Address.Host}:{Address.Port}";

    public ConcurrentQueue<string?> TraceParents { get; } = new();

    public static async Task<Downstream> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        Downstream? self = null;
        app.Run(context =>
        {
            self!.TraceParents.Enqueue(context.Request.Headers.TraceParent);
            context.Response.StatusCode = context.Request.Path == "/fail" ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
            return Task.CompletedTask;
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return self = new Downstream(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
