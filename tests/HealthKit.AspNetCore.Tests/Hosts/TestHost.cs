using System.Net;
using HealthKit.Evidence;
using HealthKit.Reporting;
using HealthKit.Signals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace HealthKit.Hosts;

/// <summary>A real service on real Kestrel, on a free port of loopback.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private TestHost(WebApplication app)
    {
        App = app;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Client = new HttpClient(new OwnCallHandler(new SocketsHttpHandler { AllowAutoRedirect = false })) { BaseAddress = Address };
    }

    public WebApplication App { get; }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public FakeLogCollector Log => App.Services.GetFakeLogCollector();

    public static async Task<TestHost> StartAsync(
        Action<WebApplication> map,
        Action<WebApplicationBuilder>? build = null,
        Action<HealthAuditOptions>? options = null,
        string environment = "Production",
        Action<HealthAuditBuilder>? audit = null,
        HttpProtocols protocols = HttpProtocols.Http1,
        Action<WebApplicationBuilder>? before = null)
    {
        var app = Build(map, build, options, environment, audit, protocols, before);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TestHost(app);
    }

    public static WebApplication Build(
        Action<WebApplication> map,
        Action<WebApplicationBuilder>? build = null,
        Action<HealthAuditOptions>? options = null,
        string environment = "Production",
        Action<HealthAuditBuilder>? audit = null,
        HttpProtocols protocols = HttpProtocols.Http1,
        Action<WebApplicationBuilder>? before = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        builder.Logging.ClearProviders().AddFakeLogging();
        before?.Invoke(builder);
        var added = builder.Services.AddHealthAudit(settings =>
        {
            settings.WarmUp = TimeSpan.Zero;
            settings.DrainDelay = TimeSpan.Zero;
            settings.StateDirectory = "/dev/null/none";
            options?.Invoke(settings);
        });
        audit?.Invoke(added);
        build?.Invoke(builder);
        var app = builder.Build();
        map(app);
        return app;
    }

    public async Task<EvidenceSet> EvidenceAsync() => await App.Services.GetRequiredService<EvidenceStore>().CollectAsync(TestContext.Current.CancellationToken);

    public async Task<AuditReport> AuditAsync() => App.Services.GetRequiredService<Auditor>().Audit(await EvidenceAsync());

    /// <summary>A check's result after the sources in the background have been read now.</summary>
    public async Task<CheckResult> CheckAsync(string id)
    {
        await RefreshAsync<EndpointTableEvidence>();
        await RefreshAsync<CorsEvidence>();
        return (await AuditAsync()).Checks.Single(check => check.Id == id);
    }

    /// <summary>What the source of a kind states now.</summary>
    public async Task<T> RefreshAsync<T>()
        where T : EvidenceRecord
    {
        var store = App.Services.GetRequiredService<EvidenceStore>();
        await store.RefreshAsync(store.Sources.Single(source => source.Kinds.Contains(typeof(T))), TestContext.Current.CancellationToken);
        return (await EvidenceAsync()).Find<T>()!;
    }

    /// <summary>Waits until so many requests have completed: the client has its answer a moment before the server is done.</summary>
    public async Task<HttpEvidence> HttpAsync(long requests)
    {
        var http = await UntilAsync(async () => (await EvidenceAsync()).Find<HttpEvidence>(), http => http?.Requests >= requests);
        Assert.Equal(requests, http!.Requests);
        return http;
    }

    /// <summary>The one route that has had traffic.</summary>
    public async Task<RouteEvidence> OnlyRouteAsync(long requests = 1) => Assert.Single((await HttpAsync(requests)).Routes);

    public static async Task<T> UntilAsync<T>(Func<Task<T>> read, Func<T, bool> holds, TimeSpan? patience = null)
    {
        var end = TimeProvider.System.GetTimestamp() + (long)((patience ?? Patience).TotalSeconds * TimeProvider.System.TimestampFrequency);
        var value = await read();
        while (!holds(value) && TimeProvider.System.GetTimestamp() < end)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
            value = await read();
        }

        return value;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.DisposeAsync();
    }
}
