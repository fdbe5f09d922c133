using HealthKit.Evidence;
using HealthKit.Signals;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Resilience.Tests;

/// <summary>Calls that are no part of the service.</summary>
public sealed class ExclusionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Leaves_out_HealthKits_own_calls_exporters_and_telemetry_hosts()
    {
        using var own = new HttpClient(new OwnCallHandler(new SocketsHttpHandler()));
        using var raw = new HttpClient();
        await using var shop = await Shop.StartAsync(static services => services.AddHttpClient(), options: static options => options.TelemetryHosts.Add("localhost"));
        await own.GetStringAsync(shop.Downstream.Address, Token);
        await raw.GetStringAsync(new Uri($"http://localhost:{shop.Downstream.Address.Port}/"), Token);
        foreach (var name in new[] { "OtlpTraceExporter", "HealthKit.Prometheus" })
        {
            await shop.Services.GetRequiredService<IHttpClientFactory>().CreateClient(name).GetStringAsync(shop.Downstream.Address, Token);
        }

        await ExportAsync(raw, shop.Downstream.Address);
        Assert.Equal(0, (await shop.EvidenceAsync<InventoryEvidence>()).OutboundCalls);
        Assert.Empty((await shop.EvidenceAsync<OutboundHttpEvidence>()).Clients);

        await raw.GetStringAsync(shop.Downstream.Address, Token);
        Assert.Equal($"raw: {shop.Downstream.Host}", Assert.Single((await shop.EvidenceAsync<OutboundHttpEvidence>()).Clients).Name);
    }

    [Fact]
    public async Task Counts_a_call_by_factory_once_and_each_attempt_of_a_retry()
    {
        await using var shop = await Shop.StartAsync(
            static services => services.AddHttpClient("pay").AddHealthAuditResilience(static options => options.RetryDelay = options.MaxRetryDelay = TimeSpan.FromMilliseconds(1)),
            map: static (app, address) => app.MapGet("/fail", async (IHttpClientFactory factory) => (int)(await factory.CreateClient("pay").GetAsync(new Uri(address, "/fail"))).StatusCode));
        await shop.RequestAsync("/fail");

        var outbound = await shop.EvidenceAsync<OutboundHttpEvidence>();
        Assert.Equal(("pay", 4), (Assert.Single(outbound.Clients).Name, outbound.Calls));
        Assert.Equal(4, shop.Downstream.TraceParents.Count);
    }

    // As OpenTelemetry's batch processor does: a thread of its own, and a synchronous call.
    private static async Task ExportAsync(HttpClient http, Uri address)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address);
            using var response = http.Send(request);
            done.SetResult();
        })
        { Name = "OpenTelemetry-BatchExportProcessor-OtlpTraceExporter", IsBackground = true }.Start();
        await done.Task.WaitAsync(TimeSpan.FromSeconds(20), Token);
    }
}
