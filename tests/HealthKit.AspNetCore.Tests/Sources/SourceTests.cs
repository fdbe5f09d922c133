using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Hosts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace HealthKit.Sources;

public sealed class SourceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task States_the_limits_of_request_bodies_and_who_lifts_them()
    {
        await using var usual = await TestHost.StartAsync(
            app => app.MapControllers(),
            builder => builder.Services.AddControllers().AddApplicationPart(typeof(OrdersController).Assembly));
        var limits = (await usual.EvidenceAsync()).Find<RequestLimitEvidence>()!;
        Assert.Equal(("Kestrel", true, 30_000_000L, false), (limits.Server, limits.ServerLimitReadable, limits.ServerLimitBytes, limits.ServerLimitExplicit));
        Assert.Equal(["POST /api/orders/upload"], limits.UnlimitedEndpoints);

        await using var open = await TestHost.StartAsync(
            app => app.MapPost("/a", () => "a"),
            builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null));
        limits = (await open.EvidenceAsync()).Find<RequestLimitEvidence>()!;
        Assert.Equal((true, null, true), (limits.ServerLimitReadable, limits.ServerLimitBytes, limits.ServerLimitExplicit));
        Assert.Empty(limits.UnlimitedEndpoints);
    }

    [Fact]
    public async Task States_the_probes_of_its_own_with_what_they_answer_and_what_they_touch()
    {
        var database = new SwitchedCheck();
        await using var host = await TestHost.StartAsync(
            app => app.MapHealthAudit(),
            builder => builder.Services.AddHealthChecks().AddCheck("db", database, tags: ["ready"]));

        var probes = await ProbesAsync(host);

        Assert.Equal(("/health/live", true, 200, true), (probes.Live!.Path, probes.Live.IsOwn, probes.Live.LastStatus, probes.Live.Anonymous));
        Assert.Equal(("/health/ready", true, 200, true), (probes.Ready!.Path, probes.Ready.IsOwn, probes.Ready.LastStatus, probes.Ready.Anonymous));
        Assert.Empty(probes.Live.Dependencies);
        Assert.Equal(["db"], probes.Ready.Dependencies);
    }

    [Theory]
    [InlineData("self", "live", true, 0)]
    [InlineData("db", "live ready", true, 1)]
    [InlineData("threads", "live", false, 0)]
    public async Task Tells_what_liveness_asks_from_what_cannot_be_known(string name, string tags, bool readable, int dependencies)
    {
        await using var host = await TestHost.StartAsync(
            app => app.MapHealthAudit(),
            builder => builder.Services.AddHealthChecks().AddCheck(name, new SwitchedCheck(), tags: tags.Split(' ')));

        var live = (await ProbesAsync(host)).Live!;

        Assert.Equal((readable, dependencies), (live.DependenciesReadable, live.Dependencies.Count));
    }

    [Fact]
    public async Task States_the_hosts_probes_by_what_callers_got_and_misses_none_that_is_not_there()
    {
        await using var none = await TestHost.StartAsync(app => app.MapGet("/a", () => "a"));
        var probes = await ProbesAsync(none);
        Assert.Equal((true, null, null), (probes.EndpointsReadable, probes.Live, probes.Ready));

        await using var host = await TestHost.StartAsync(
            app =>
            {
                app.MapHealthChecks("/livez", new HealthCheckOptions { Predicate = _ => false });
                app.MapGet("/readyz", () => Results.Text("ok"));
            },
            builder => builder.Services.AddHealthChecks());
        await host.Client.GetAsync("/readyz", Cancel);
        await host.HttpAsync(1);

        probes = await ProbesAsync(host);
        Assert.Equal(("/livez", false, null, true), (probes.Live!.Path, probes.Live.IsOwn, probes.Live.LastStatus, probes.Live.DependenciesReadable));
        Assert.Equal(("/readyz", false, 200, false), (probes.Ready!.Path, probes.Ready.IsOwn, probes.Ready.LastStatus, probes.Ready.DependenciesReadable));
    }

    [Theory]
    [InlineData("none", true, 0, Outcome.Pass)]
    [InlineData("self", true, 0, Outcome.Pass)]
    [InlineData("all", false, 1, Outcome.Fail)]
    [InlineData("own", false, 0, Outcome.Unknown)]
    [InlineData("throws", false, 0, Outcome.Fail)]
    public async Task Reads_which_checks_the_hosts_liveness_runs(string runs, bool readable, int dependencies, Outcome expected)
    {
        await using var host = await TestHost.StartAsync(
            app =>
            {
                app.MapHealthChecks("/health/live", new HealthCheckOptions
                {
                    Predicate = runs switch
                    {
                        "none" => static _ => false,
                        "self" => static check => check.Tags.Contains("live"),
                        "own" => static check => check.Name == "queue",
                        "throws" => static _ => throw new InvalidOperationException(),
                        _ => null,
                    },
                });
                app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = static check => check.Tags.Contains("ready") });
                app.MapHealthAudit();
            },
            builder => builder.Services.AddHealthChecks()
                .AddCheck("self", static () => HealthCheckResult.Healthy(), ["live"])
                .AddCheck("queue", static () => HealthCheckResult.Healthy())
                .AddCheck("database", static () => HealthCheckResult.Healthy(), ["ready"]));
        await host.Client.GetAsync("/health/live", Cancel);
        await host.Client.GetAsync("/health/ready", Cancel);
        await host.HttpAsync(2);

        var live = (await host.RefreshAsync<HealthEndpointEvidence>()).Live!;

        Assert.Equal((false, readable, dependencies), (live.IsOwn, live.DependenciesReadable, live.Dependencies.Count));
        var verdict = await host.CheckAsync("7.5");
        Assert.True(verdict.Outcome == expected, $"{verdict.Outcome}: {verdict.Reason} {verdict.Observed}");
    }

    [Fact]
    public async Task States_the_parts_that_the_process_has()
    {
        await using var host = await TestHost.StartAsync(
            app => app.MapGet("/a", () => "a"),
            builder =>
            {
                builder.Services.AddHttpClient("payments", client => client.Timeout = TimeSpan.FromSeconds(1));
                builder.Services.AddHttpClient("mail", client => client.Timeout = TimeSpan.FromSeconds(1));
            });

        var inventory = (await host.EvidenceAsync()).Find<InventoryEvidence>()!;

        Assert.Equal(2, inventory.HttpClients);
        Assert.True(inventory.CachesObserved);
        Assert.Equal(0, inventory.CacheLookups);
        Assert.Empty(inventory.DataSources);
        Assert.NotNull(inventory.OutboundCalls);
        Assert.True(inventory.PlatformKnown);
    }

    // The source reads at once after the start and then every 15 s; the test asks it itself instead of waiting.
    private static async Task<HealthEndpointEvidence> ProbesAsync(TestHost host)
    {
        var source = host.App.Services.GetServices<IEvidenceSource>().OfType<HealthEndpointSource>().Single();
        var reading = await source.ReadAsync(Cancel);
        return Assert.IsType<HealthEndpointEvidence>(Assert.Single(reading.Records));
    }
}
