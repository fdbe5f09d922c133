using HealthKit.Checks;
using HealthKit.Hosts;
using HealthKit.Inspection;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Sources;

/// <summary>6.8 on real hosts; no request reaches the application, which every host here would notice.</summary>
public sealed class CorsSourceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("any")]
    [InlineData("predicate")]
    [InlineData("inline")]
    [InlineData("named")]
    [InlineData("endpoint")]
    [InlineData("policy")]
    public async Task Fails_what_admits_a_random_origin_however_it_is_written(string how)
    {
        var (host, reached) = await StartAsync(how, everybody: true);
        await using (host)
        {
            Assert.Equal(Outcome.Fail, (await host.CheckAsync("6.8")).Outcome);
            Assert.Equal(0, reached());
            using var request = new HttpRequestMessage(HttpMethod.Get, "/orders") { Headers = { { "Origin", "https://stranger.example" } } };
            Assert.True((await host.Client.SendAsync(request, Cancel)).Headers.Contains("Access-Control-Allow-Origin"));
        }

        (host, reached) = await StartAsync(how, everybody: false);
        await using (host)
        {
            Assert.Equal(Outcome.Pass, (await host.CheckAsync("6.8")).Outcome);
            Assert.Equal(0, reached());
            using var request = new HttpRequestMessage(HttpMethod.Get, "/orders") { Headers = { { "Origin", "https://stranger.example" } } };
            Assert.False((await host.Client.SendAsync(request, Cancel)).Headers.Contains("Access-Control-Allow-Origin"));
        }
    }

    [Theory]
    [InlineData("end", true)]
    [InlineData("beginning", true)]
    [InlineData("whole", false)]
    [InlineData("subdomains", false)]
    [InlineData("framework", false)]
    public async Task Fails_a_predicate_that_compares_a_configured_host_in_part(string how, bool fails)
    {
        await using var host = await TestHost.StartAsync(
            app =>
            {
                app.UseCors("web");
                app.MapGet("/orders", () => "a");
            },
            builder =>
            {
                builder.Configuration["Cors:AllowedDomains:0"] = "shop.example";
                builder.Configuration["Cors:Origins"] = "http://localhost:3000, http://10.0.0.1";
                builder.Services.AddCors(cors => cors.AddPolicy("web", policy => _ = how switch
                {
                    "end" => policy.SetIsOriginAllowed(static origin => new Uri(origin).Host.EndsWith("shop.example", StringComparison.Ordinal)).AllowCredentials(),
                    "beginning" => policy.SetIsOriginAllowed(static origin => origin.StartsWith("https://shop.example", StringComparison.Ordinal)),
                    "whole" => policy.SetIsOriginAllowed(static origin => origin == "https://shop.example"),
                    "subdomains" => policy.SetIsOriginAllowed(static origin => new Uri(origin).Host is "shop.example" || new Uri(origin).Host.EndsWith(".shop.example", StringComparison.Ordinal)),
                    _ => policy.WithOrigins("https://*.shop.example").SetIsOriginAllowedToAllowWildcardSubdomains(),
                }));
            });

        var check = await host.CheckAsync("6.8");

        Assert.Equal(fails ? Outcome.Fail : Outcome.Pass, check.Outcome);
        if (fails)
        {
            Assert.StartsWith("admits hosts that only begin or end with shop.example", check.Offenders[0].Observed, StringComparison.Ordinal);
            Assert.StartsWith("Compare the whole origin", check.Offenders[0].Remedy, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Says_same_origin_only_where_there_is_no_policy()
    {
        await using var host = await TestHost.StartAsync(app => app.MapFallback(() => "a"));

        var passed = await host.CheckAsync("6.8");

        Assert.Equal(Outcome.Pass, passed.Outcome);
        Assert.Contains("same-origin only", passed.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Warns_of_an_open_policy_that_nothing_uses()
    {
        await using var host = await TestHost.StartAsync(
            app =>
            {
                app.UseCors(cors => cors.WithOrigins("https://shop.example"));
                app.MapGet("/orders", () => "a");
            },
            builder => builder.Services.AddCors(cors => cors.AddPolicy("old", policy => policy.AllowAnyOrigin())));

        var warned = await host.CheckAsync("6.8");

        Assert.Equal(Outcome.Warn, warned.Outcome);
        Assert.Equal("old", warned.Offenders[0].Subject);
    }

    [Fact]
    public async Task Sees_a_header_that_somebody_writes_by_hand()
    {
        await using var host = await TestHost.StartAsync(app =>
        {
            app.Use((context, next) =>
            {
                context.Response.Headers.AccessControlAllowOrigin = "*";
                return next(context);
            });
            app.MapGet("/orders", () => "a");
        });
        await host.Client.GetAsync("/orders", Cancel);
        await host.HttpAsync(1);

        Assert.Equal(Outcome.Fail, (await host.CheckAsync("6.8")).Outcome);
    }

    [Fact]
    public void Finds_the_names_of_policies_where_they_were_when_they_were_read() => Assert.Null(CorsPolicies.Obstacle);

    [Fact]
    public async Task Is_unknown_where_the_predicate_throws()
    {
        await using var host = await TestHost.StartAsync(
            app =>
            {
                app.UseCors();
                app.MapGet("/orders", () => "a");
            },
            builder => builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy.SetIsOriginAllowed(_ => throw new InvalidOperationException("secret")))));

        Assert.Equal(Outcome.Unknown, (await host.CheckAsync("6.8")).Outcome);
    }

    private static async Task<(TestHost Host, Func<int> Reached)> StartAsync(string how, bool everybody)
    {
        var reached = 0;
        void Policy(Microsoft.AspNetCore.Cors.Infrastructure.CorsPolicyBuilder policy) => _ = (how, everybody) switch
        {
            ("predicate", _) => policy.SetIsOriginAllowed(origin => everybody || origin == "https://shop.example").AllowCredentials(),
            (_, true) => policy.AllowAnyOrigin(),
            _ => policy.WithOrigins("https://shop.example"),
        };
        var host = await TestHost.StartAsync(
            app =>
            {
                app.UseRouting();
                _ = how switch
                {
                    "inline" => app.UseCors(Policy),
                    "named" => app.UseCors("shop"),
                    _ => app.UseCors(),
                };
                var endpoint = app.MapGet("/orders", () => "a");
                _ = how switch
                {
                    "endpoint" => endpoint.RequireCors("shop"),
                    "policy" => endpoint.RequireCors(Policy),
                    _ => endpoint,
                };
                app.MapFallback(() => Interlocked.Increment(ref reached));
            },
            builder => builder.Services.AddCors(cors =>
            {
                if (how is "any" or "predicate")
                {
                    cors.AddDefaultPolicy(Policy);
                }
                else if (how is "named" or "endpoint")
                {
                    cors.AddPolicy("shop", Policy);
                }
            }));
        return (host, () => Volatile.Read(ref reached));
    }
}
