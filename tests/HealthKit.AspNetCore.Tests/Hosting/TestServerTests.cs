using HealthKit.Checks;
using HealthKit.Endpoints;
using HealthKit.Evidence;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Hosting;

/// <summary>A host that tests drive in memory, as WebApplicationFactory makes them by the hundred in one process.</summary>
public sealed class TestServerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Is_watched_like_any_other_stops_at_once_and_says_nothing_of_how_a_process_stops()
    {
        await using var one = await StartAsync();
        await using var other = await StartAsync();
        using var client = one.GetTestClient();
        Assert.Equal("a", await client.GetStringAsync("/items/1", Cancel));
        Assert.Equal("a", await client.GetStringAsync("/items/2", Cancel));

        var evidence = await one.Services.GetRequiredService<EvidenceStore>().CollectAsync(Cancel);
        var route = Assert.Single(evidence.Find<HttpEvidence>()!.Routes, static route => route.RequestsLastDay > 0);
        Assert.Equal(("/items/{id}", 2L), (route.Template, route.RequestsLastDay));
        Assert.DoesNotContain((await other.Services.GetRequiredService<EvidenceStore>().CollectAsync(Cancel)).Find<HttpEvidence>()!.Routes, static route => route.RequestsLastDay > 0);
        Assert.Equal(TimeSpan.Zero, one.Services.GetRequiredService<ReadinessGate>().Drain);
        var stop = one.Services.GetRequiredService<Auditor>().Audit(evidence).Checks.Single(static check => check.Id == "7.4");
        Assert.Equal(Outcome.Unknown, stop.Outcome);
        Assert.Contains("no server of its own", stop.Reason, StringComparison.Ordinal);
    }

    private static async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Testing", ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseTestServer();
        builder.Services.AddHealthAudit(static options => options.WarmUp = TimeSpan.Zero);
        var app = builder.Build();
        app.MapHealthAudit();
        app.MapGet("/items/{id}", static () => "a");
        await app.StartAsync(Cancel);
        return app;
    }
}
