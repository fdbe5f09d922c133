using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Signals;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HealthKit.Resilience.Tests;

/// <summary>A service on Kestrel that calls another one, and its audit.</summary>
internal sealed class Shop : IAsyncDisposable
{
    /// <summary>Requests after which a client that is never seen counts as not there.</summary>
    public const int Enough = 1_000;

    private readonly WebApplication _app;
    private readonly Downstream _downstream;

    private Shop(WebApplication app, Downstream downstream)
    {
        (_app, _downstream) = (app, downstream);
        // The test's own calls are no part of the service.
        Client = new HttpClient(new OwnCallHandler(new SocketsHttpHandler())) { BaseAddress = new Uri(app.Urls.First()) };
    }

    public Downstream Downstream => _downstream;

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts the service; it calls by the clients that <paramref name="services"/> registers, at /call/{client} and /post/{client}.</summary>
    public static async Task<Shop> StartAsync(
        Action<IServiceCollection>? services = null, bool resilience = true, Action<WebApplication, Uri>? map = null, Action<HealthAuditOptions>? options = null, Action<WebApplicationBuilder>? build = null)
    {
        var downstream = await Downstream.StartAsync();
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders().AddFakeLogging();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        services?.Invoke(builder.Services);
        var audit = builder.Services.AddHealthAudit(settings =>
        {
            settings.DrainDelay = TimeSpan.Zero;
            options?.Invoke(settings);
        });
        if (resilience)
        {
            audit.AddResilience();
        }

        build?.Invoke(builder);
        var app = builder.Build();
        var address = downstream.Address;
        app.MapGet("/ping", static () => "pong");
        // The factory is asked for at the call: a host without clients has none.
        app.MapGet("/call/{client}", (string client, HttpContext context) =>
            AnswerAsync(context.RequestServices.GetRequiredService<IHttpClientFactory>().CreateClient(client == "default" ? "" : client).GetAsync(address, context.RequestAborted)));
        app.MapGet("/post/{client}", (string client, HttpContext context) =>
            AnswerAsync(context.RequestServices.GetRequiredService<IHttpClientFactory>().CreateClient(client).PostAsync(address, new StringContent("{}"), context.RequestAborted)));
        map?.Invoke(app, address);
        await app.StartAsync(Token);
        return new Shop(app, downstream);
    }

    /// <summary>Sends so many requests, eight at a time.</summary>
    public async Task RequestAsync(string path, int times = 1) => await Parallel.ForAsync(0, times, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token }, async (_, token) =>
    {
        using var response = await Client.GetAsync(new Uri(path, UriKind.Relative), token);
        response.EnsureSuccessStatusCode();
    });

    /// <summary>Calls by a client, then serves enough requests that every client in use has shown.</summary>
    public async Task UseAsync(params string[] paths)
    {
        foreach (var path in paths)
        {
            await RequestAsync(path, 3);
        }

        await RequestAsync("/ping", Enough);
        await Eventually.TrueAsync(async () => (await EvidenceAsync<HttpEvidence>()).Requests >= Enough, TimeSpan.FromSeconds(30), "all requests are counted", Token);
    }

    public async Task<Verdict> AuditAsync(string check) => Catalogue.All.Single(known => known.Id == check).Decide(await EvidenceAsync(), null);

    public async Task<T> EvidenceAsync<T>()
        where T : EvidenceRecord => (await EvidenceAsync()).Find<T>()!;

    public async Task<OutboundClientEvidence> ClientAsync(string name) => Assert.Single((await EvidenceAsync<OutboundHttpEvidence>()).Clients, client => client.Name == name);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        await _downstream.DisposeAsync();
    }

    private async Task<EvidenceSet> EvidenceAsync() => await Services.GetRequiredService<EvidenceStore>().CollectAsync(Token);

    private static async Task<IResult> AnswerAsync(Task<HttpResponseMessage> call)
    {
        using var response = await call;
        return Results.StatusCode((int)response.StatusCode);
    }
}
