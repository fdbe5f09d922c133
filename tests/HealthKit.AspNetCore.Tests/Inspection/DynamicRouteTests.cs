using System.Net;
using System.Threading.RateLimiting;
using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Hosts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Routing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Inspection;

/// <summary>Actions that a transformer chooses at run time: they have no route of their own, and the policy of another route to them does not hold for them.</summary>
public sealed class DynamicRouteTests
{
    private const string Chosen = "HealthKit.Hosts.HomeController.About (HealthKit.AspNetCore.Tests)";
    private const string Guarded = "/admin/Home/About/{id?}";

    [Fact]
    public async Task Sees_an_action_that_is_open_by_a_dynamic_route_and_guarded_by_its_conventional_one()
    {
        await using (var open = await StartAsync(fallback: false))
        {
            Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await AskAsync(open, "/admin/Home/About/1"), await AskAsync(open, "/any-slug")));

            var endpoints = await ReadAsync(open, Chosen, static chosen => chosen.AnonymousSuccesses == 1);

            Assert.Equal(EndpointProtection.Protected, endpoints[Guarded].Protection);
            Assert.Equal(EndpointProtection.Open, endpoints[Chosen].Protection);
            var verdict = await open.CheckAsync("6.1");
            Assert.Equal(Outcome.Fail, verdict.Outcome);
            Assert.Contains(verdict.Offenders, static offender => offender.Subject.Contains("HomeController.About", StringComparison.Ordinal));
        }

        await using var cured = await StartAsync(fallback: true);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (await AskAsync(cured, "/admin/Home/About/1"), await AskAsync(cured, "/any-slug")));

        // Guarded alike, both ways are one endpoint.
        var closed = await ReadAsync(cured, Guarded, static guarded => guarded.AnonymousRefusals == 2);

        Assert.Equal((EndpointProtection.Protected, 0, false), (closed[Guarded].Protection, closed[Guarded].AnonymousSuccesses, closed.ContainsKey(Chosen)));
    }

    [Fact]
    public async Task Lists_an_action_once_that_is_guarded_alike_by_every_way()
    {
        await using var host = await TestHost.StartAsync(
            static app =>
            {
                app.UseRateLimiter();
                app.MapControllerRoute("default", "{controller=Home}/{action=Index}/{id?}");
                app.MapDynamicControllerRoute<AboutForAll>("{**slug}");
            },
            static builder =>
            {
                builder.Services.AddControllers().AddApplicationPart(typeof(HomeController).Assembly);
                builder.Services.AddScoped<AboutForAll>();
                builder.Services.AddRateLimiter(static limits => limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(static _ => RateLimitPartition.GetNoLimiter("all")));
            });
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await AskAsync(host, "/Home/About/1"), await AskAsync(host, "/a/slug/with/more")));

        const string Routed = "/Home/About/{id?}";
        var endpoints = await TestHost.UntilAsync(
            async () => (await host.RefreshAsync<EndpointTableEvidence>()).Endpoints,
            static endpoints => endpoints.Any(static endpoint => endpoint.Template == Routed && endpoint.AnonymousSuccesses == 2));
        Assert.DoesNotContain(endpoints, static endpoint => endpoint.Template.Contains("HomeController", StringComparison.Ordinal));
        Assert.Equal([Chosen], endpoints.Single(static endpoint => endpoint.Template == Routed).OtherTemplates);

        // Both checks know it by one name, and still fail.
        foreach (var id in (string[])["6.1", "6.3"])
        {
            // Limiters are tried in the background.
            var verdict = await TestHost.UntilAsync(
                async () =>
                {
                    await host.RefreshAsync<EndpointTableEvidence>();
                    return await host.CheckAsync(id);
                },
                static verdict => verdict.Outcome is not Outcome.Unknown);
            Assert.Equal(Outcome.Fail, verdict.Outcome);
            Assert.DoesNotContain(verdict.Offenders, static offender => offender.Subject.Contains("HomeController", StringComparison.Ordinal));
        }
    }

    private static async Task<HttpStatusCode> AskAsync(TestHost host, string path)
    {
        using var response = await host.Client.GetAsync(path, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private static Task<Dictionary<string, EndpointEvidence>> ReadAsync(TestHost host, string template, Func<EndpointEvidence, bool> booked) => TestHost.UntilAsync(
        async () => (await host.RefreshAsync<EndpointTableEvidence>()).Endpoints.GroupBy(static endpoint => endpoint.Template, StringComparer.Ordinal).ToDictionary(static same => same.Key, static same => same.First(), StringComparer.Ordinal),
        endpoints => endpoints.TryGetValue(template, out var endpoint) && booked(endpoint));

    private static Task<TestHost> StartAsync(bool fallback) => TestHost.StartAsync(
        static app =>
        {
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapControllerRoute("admin", "admin/{controller=Home}/{action=Index}/{id?}").RequireAuthorization();
            app.MapDynamicControllerRoute<AboutForAll>("{**slug}");
        },
        builder =>
        {
            builder.Services.AddControllers().AddApplicationPart(typeof(HomeController).Assembly);
            builder.Services.AddScoped<AboutForAll>();
            builder.Services.AddAuthentication(HeaderAuthentication.Header).AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>(HeaderAuthentication.Header, null);
            builder.Services.AddAuthorization(options => options.FallbackPolicy = fallback ? new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build() : null);
        });

    private sealed class AboutForAll : DynamicRouteValueTransformer
    {
        public override ValueTask<RouteValueDictionary> TransformAsync(HttpContext httpContext, RouteValueDictionary values) =>
            new(new RouteValueDictionary { ["controller"] = "Home", ["action"] = "About" });
    }
}
