using System.Diagnostics;
using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Outbound;
using HealthKit.Signals;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace HealthKit.Resilience.Tests;

/// <summary>Checks 1.5, 7.1, 7.2 and 7.3 where a real YARP forwards the calls.</summary>
public sealed class ReverseProxyTests
{
    private const string Remedy = "on cluster \"stock\" of the reverse proxy.";

    [Fact]
    public async Task Asks_for_the_proxys_own_settings_and_passes_them()
    {
        await using (var red = await StartAsync(static cluster => cluster))
        {
            var timeout = await red.AuditAsync("1.5");
            Assert.Equal((Outcome.Warn, $"forwarder: stock"), (timeout.Outcome, Assert.Single(timeout.Offenders).Subject));
            Assert.Contains("100 s by default", timeout.Observed, StringComparison.Ordinal);
            Assert.EndsWith(Remedy, timeout.Offenders[0].Remedy, StringComparison.Ordinal);
            Assert.Equal(Outcome.Warn, (await red.AuditAsync("7.3")).Outcome);

            var breaker = await red.AuditAsync("7.1");
            Assert.Equal((Outcome.Fail, Doubt.Refuted), (breaker.Outcome, breaker.Doubt));
            Assert.Contains("\"Passive\"", Assert.Single(breaker.Offenders).Remedy, StringComparison.Ordinal);

            var retry = await red.AuditAsync("7.2");
            Assert.Equal((Outcome.Unknown, Doubt.Blind), (retry.Outcome, retry.Doubt));
            Assert.DoesNotContain("IHttpClientFactory", retry.Reason, StringComparison.Ordinal);
        }

        await using var green = await StartAsync(static cluster => cluster with
        {
            HttpRequest = new ForwarderRequestConfig { ActivityTimeout = TimeSpan.FromSeconds(20) },
            HealthCheck = new HealthCheckConfig { Passive = new PassiveHealthCheckConfig { Enabled = true, ReactivationPeriod = TimeSpan.FromSeconds(90) } },
            Metadata = new Dictionary<string, string> { ["TransportFailureRateHealthPolicy.RateLimit"] = "0.4" },
        });
        foreach (var check in new[] { "1.5", "7.1", "7.3" })
        {
            var verdict = await green.AuditAsync(check);
            Assert.True(verdict.Outcome == Outcome.Pass, $"{check} {verdict.Outcome}: {verdict.Observed} {verdict.Reason}");
        }

        var client = await green.ClientAsync("forwarder: stock");
        Assert.Equal(new CircuitBreakerEvidence(0.4, TimeSpan.FromSeconds(60), 10, TimeSpan.FromSeconds(90)), client.Breaker);
        Assert.Equal([green.Downstream.Host], client.Hosts);
        Assert.Equal(TimeSpan.FromSeconds(20), client.Timeout);
    }

    [Fact]
    public async Task Does_not_take_settings_for_what_the_pipeline_does()
    {
        // A pipeline that names its steps, and leaves the passive checks out.
        await using var shop = await StartAsync(static cluster => cluster with { HealthCheck = Passive() }, static proxy => proxy.UseLoadBalancing());

        var verdict = await shop.AuditAsync("7.1");

        Assert.Equal((Outcome.Unknown, Doubt.Blind), (verdict.Outcome, verdict.Doubt));
        Assert.Contains("UsePassiveHealthChecks", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fails_a_cluster_that_calls_everybody_once_nobody_is_healthy()
    {
        await using var shop = await StartAsync(static cluster => cluster with { HealthCheck = Passive() with { AvailableDestinationsPolicy = "HealthyOrPanic" } });

        var verdict = await shop.AuditAsync("7.1");

        Assert.Equal(Outcome.Fail, verdict.Outcome);
        Assert.Contains("HealthyAndUnknown", Assert.Single(verdict.Offenders).Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Warns_of_probes_alone(bool traced)
    {
        using var tracer = new ActivityListener { ShouldListenTo = source => traced && source.Name == "System.Net.Http", Sample = static (ref _) => ActivitySamplingResult.AllData };
        ActivitySource.AddActivityListener(tracer);
        await using var shop = await StartAsync(static cluster => cluster with { HealthCheck = new HealthCheckConfig { Active = new ActiveHealthCheckConfig { Enabled = true, Path = "/", Interval = TimeSpan.FromMilliseconds(100) } } });

        Assert.Equal(Outcome.Warn, (await shop.AuditAsync("7.1")).Outcome);
        Assert.DoesNotContain((await shop.EvidenceAsync<OutboundHttpEvidence>()).Clients, static client => client.IsRaw);
    }

    [Fact]
    public async Task Gives_a_raw_client_that_calls_a_destination_none_of_the_proxys_guards()
    {
        using var raw = new HttpClient();
        Uri? downstream = null;
        await using var shop = await StartAsync(
            static cluster => cluster with { HealthCheck = Passive(), HttpRequest = new ForwarderRequestConfig { ActivityTimeout = TimeSpan.FromSeconds(20) } },
            map: app => app.MapGet("/raw", () => raw.GetStringAsync(downstream)));
        downstream = shop.Downstream.Address;
        foreach (var check in new[] { "1.5", "7.1", "7.3" })
        {
            Assert.Equal(Outcome.Pass, (await shop.AuditAsync(check)).Outcome);
        }

        await shop.RequestAsync("/raw", 3);

        foreach (var check in new[] { "1.5", "7.1", "7.3" })
        {
            var verdict = await shop.AuditAsync(check);
            Assert.True(verdict.Outcome is Outcome.Warn or Outcome.Fail, $"{check} {verdict.Outcome}: {verdict.Observed} {verdict.Reason}");
            Assert.StartsWith($"raw: {shop.Downstream.Host}", Assert.Single(verdict.Offenders).Subject, StringComparison.Ordinal);
        }

        Assert.Equal((3, 3), ((await shop.ClientAsync("forwarder: stock")).Calls, (await shop.ClientAsync($"raw: {shop.Downstream.Host}")).Calls));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Tells_a_raw_client_that_calls_the_destination_within_the_forwarded_request(bool before)
    {
        using var raw = new HttpClient();
        Uri? downstream = null;
        await using var shop = await StartAsync(
            static cluster => cluster with { HealthCheck = Passive(), HttpRequest = new ForwarderRequestConfig { ActivityTimeout = TimeSpan.FromSeconds(20) } },
            proxy =>
            {
                proxy.Use(async (context, next) =>
                {
                    if (before && downstream is not null)
                        await raw.GetStringAsync(downstream, context.RequestAborted);
                    await next();
                    if (!before && downstream is not null)
                        await raw.GetStringAsync(downstream, context.RequestAborted);
                });
                proxy.UseLoadBalancing();
                proxy.UsePassiveHealthChecks();
            });
        var forwarded = (await shop.ClientAsync("forwarder: stock")).Calls;
        foreach (var check in new[] { "1.5", "7.1", "7.3" })
        {
            Assert.Equal(Outcome.Pass, (await shop.AuditAsync(check)).Outcome);
        }

        downstream = shop.Downstream.Address;
        await shop.RequestAsync("/stock/1", 3);

        foreach (var check in new[] { "1.5", "7.1", "7.3" })
        {
            var verdict = await shop.AuditAsync(check);
            Assert.True(verdict.Outcome is Outcome.Warn or Outcome.Fail, $"{check} {verdict.Outcome}: {verdict.Observed} {verdict.Reason}");
            Assert.StartsWith($"raw: {shop.Downstream.Host}", Assert.Single(verdict.Offenders).Subject, StringComparison.Ordinal);
        }

        Assert.Equal((forwarded + 3, 3), ((await shop.ClientAsync("forwarder: stock")).Calls, (await shop.ClientAsync($"raw: {shop.Downstream.Host}")).Calls));
    }

    [Fact]
    public async Task Takes_what_clients_of_the_hosts_own_try_again_for_the_proxys_calls()
    {
        await using var shop = await StartAsync(
            static cluster => cluster with { HttpRequest = new ForwarderRequestConfig { ActivityTimeout = TimeSpan.FromSeconds(20) } },
            services: static services => services.AddSingleton<IForwarderHttpClientFactory, TwiceFactory>());

        var client = Assert.Single((await shop.EvidenceAsync<OutboundHttpEvidence>()).Clients);

        Assert.Equal(("forwarder: stock", 6), (client.Name, client.Calls));
        Assert.Equal(Outcome.Pass, (await shop.AuditAsync("1.5")).Outcome);
    }

    [Fact]
    public async Task Follows_a_destination_to_another_address()
    {
        await using var other = await Downstream.StartAsync();
        await using var shop = await StartAsync(static cluster => cluster);
        await RequestByNameAsync(shop, "/stock/1");
        var config = shop.Services.GetRequiredService<InMemoryConfigProvider>();
        var (routes, cluster) = (config.GetConfig().Routes, config.GetConfig().Clusters[0]);

        config.Update(routes, [cluster with { Destinations = new Dictionary<string, DestinationConfig> { ["one"] = new() { Address = other.Address.ToString() } } }]);

        await Eventually.TrueAsync(
            async () =>
            {
                await RequestByNameAsync(shop, "/stock/1");
                return (await shop.EvidenceAsync<OutboundHttpEvidence>()).Clients.Any(client => client.Hosts.Contains(other.Host));
            },
            TimeSpan.FromSeconds(30), "the other address is called", TestContext.Current.CancellationToken);
        Assert.DoesNotContain((await shop.EvidenceAsync<OutboundHttpEvidence>()).Clients, static client => client.IsRaw);
    }

    [Fact]
    public async Task Allocates_nothing_to_tell_the_proxys_calls()
    {
        long? allocated = null;
        OutboundHost downstream = default;
        await using var shop = await StartAsync(static cluster => cluster, proxy =>
        {
            proxy.Use(async (context, next) =>
            {
                await next();
                if (context.Request.Path == "/stock/measured")
                    allocated = Allocated(context, downstream);
            });
            proxy.UseLoadBalancing();
        });
        downstream = OutboundHost.Of(shop.Downstream.Address);

        await RequestByNameAsync(shop, "/stock/measured");

        Assert.Equal(0, allocated);
    }

    [Fact]
    public async Task Knows_its_calls_under_the_callers_name_for_the_host()
    {
        await using var shop = await StartAsync(
            static cluster => cluster with { HttpRequest = new ForwarderRequestConfig { ActivityTimeout = TimeSpan.FromSeconds(20) } },
            transforms: [new Dictionary<string, string> { ["RequestHeaderOriginalHost"] = "true" }]);
        await RequestByNameAsync(shop, "/stock/1");

        Assert.Equal(Outcome.Pass, (await shop.AuditAsync("1.5")).Outcome);
        var clients = (await shop.EvidenceAsync<OutboundHttpEvidence>()).Clients;
        Assert.All(clients, static client => Assert.Equal("forwarder: stock", client.Name));
        Assert.Contains(clients, static client => client.Hosts.Any(static host => host.StartsWith("shop.example", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Still_sees_a_raw_client_beside_the_proxy()
    {
        using var raw = new HttpClient();
        await using var other = await Downstream.StartAsync();
        await using var shop = await StartAsync(
            static cluster => cluster with { HealthCheck = Passive(), HttpRequest = new ForwarderRequestConfig { ActivityTimeout = TimeSpan.FromSeconds(20) } },
            map: app => app.MapGet("/raw", () => raw.GetStringAsync(other.Address)));
        await shop.RequestAsync("/raw", 3);

        var verdict = await shop.AuditAsync("1.5");

        Assert.Equal((Outcome.Warn, Doubt.NotFound, $"raw: {other.Host}"), (verdict.Outcome, verdict.Doubt, Assert.Single(verdict.Offenders).Subject));
    }

    [Fact]
    public async Task Does_not_know_of_what_is_forwarded_by_code()
    {
        await using var shop = await Shop.StartAsync(static services => services.AddHttpForwarder(), map: static (app, address) => app.MapForwarder("/stock/{**rest}", address.ToString()));
        await shop.UseAsync("/stock/1");

        foreach (var check in new[] { "1.5", "7.1", "7.2", "7.3" })
        {
            var verdict = await shop.AuditAsync(check);
            Assert.True(verdict is { Outcome: Outcome.Unknown, Doubt: Doubt.Blind }, $"{check} {verdict.Outcome}: {verdict.Observed} {verdict.Reason}");
            Assert.Contains("ActivityTimeout", verdict.Reason, StringComparison.Ordinal);
        }
    }

    // The caller's name for the host is none of a destination's.
    private static async Task RequestByNameAsync(Shop shop, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative)) { Headers = { Host = "shop.example" } };
        using var response = await shop.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static long Allocated(HttpContext context, OutboundHost called)
    {
        var proxy = context.RequestServices.GetRequiredService<ReverseProxy>();
        var scopes = Enumerable.Range(0, 1_000).Select(_ => new RequestScope(context, 0)).ToArray();
        Assert.All(scopes.Take(500), scope => Assert.Equal((true, false), (proxy.Forwards(scope, context, called), proxy.Forwards(scope, context, called))));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var at = 500; at < scopes.Length; at++)
        {
            proxy.Forwards(scopes[at], context, called);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static HealthCheckConfig Passive() => new() { Passive = new PassiveHealthCheckConfig { Enabled = true } };

    private static async Task<Shop> StartAsync(Func<ClusterConfig, ClusterConfig> configure, Action<IReverseProxyApplicationBuilder>? steps = null, Action<WebApplication>? map = null, IReadOnlyList<IReadOnlyDictionary<string, string>>? transforms = null,
        Action<IServiceCollection>? services = null)
    {
        var shop = await Shop.StartAsync(
            all =>
            {
                all.AddReverseProxy().LoadFromMemory([], []);
                services?.Invoke(all);
            },
            map: (app, address) =>
            {
                app.Services.GetRequiredService<InMemoryConfigProvider>().Update(
                    [new RouteConfig { RouteId = "stock", ClusterId = "stock", Match = new RouteMatch { Path = "/stock/{**rest}" }, Transforms = transforms }],
                    [configure(new ClusterConfig { ClusterId = "stock", Destinations = new Dictionary<string, DestinationConfig> { ["one"] = new() { Address = address.ToString() } } })]);
                if (steps is null)
                {
                    app.MapReverseProxy();
                }
                else
                {
                    app.MapReverseProxy(steps);
                }

                map?.Invoke(app);
            });
        await shop.UseAsync("/stock/1");
        return shop;
    }

    /// <summary>Clients that call twice, as those that try again do.</summary>
    private sealed class TwiceFactory : ForwarderHttpClientFactory
    {
        protected override HttpMessageHandler WrapHandler(ForwarderHttpClientContext context, HttpMessageHandler handler) => new TwiceHandler { InnerHandler = handler };
    }

    private sealed class TwiceHandler : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            (await base.SendAsync(request, cancellationToken)).Dispose();
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
