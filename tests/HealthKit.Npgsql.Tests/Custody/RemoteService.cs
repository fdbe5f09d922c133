using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HealthKit.Npgsql.Tests.Custody;

/// <summary>The service that the tested one calls; it takes as many milliseconds to answer as its path says.</summary>
internal sealed class RemoteService : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RemoteService(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()) };
    }

    public HttpClient Client { get; }

    public static async Task<RemoteService> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapGet("/{milliseconds:int}", static async (int milliseconds, CancellationToken cancellation) =>
        {
            await Task.Delay(milliseconds, cancellation);
            return Results.Ok();
        });
        await app.StartAsync();
        return new RemoteService(app);
    }

    public async Task CallAsync(int milliseconds = 20)
    {
        using var response = await Client.GetAsync(new Uri($"/{milliseconds}", UriKind.Relative));
        response.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
