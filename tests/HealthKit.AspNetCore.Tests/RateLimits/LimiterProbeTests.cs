using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Hosts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace HealthKit.RateLimits;

/// <summary>6.3 and 6.4 on real hosts. The minute is shortened to two seconds: windows here are longer, so what is let through is the same.</summary>
public sealed class LimiterProbeTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fails_public_endpoints_without_a_limiter_and_passes_them_behind_one()
    {
        await using var bare = await TestHost.StartAsync(app => app.MapGet("/shop", () => "a").AllowAnonymous());
        Assert.Equal(Outcome.Fail, (await DecidedAsync(bare, "6.3")).Outcome);

        // Registered, asked for by nobody.
        await using var idle = await StartAsync(limits => limits.GlobalLimiter = PerAddress(10), app => app.MapGet("/shop", () => "a").AllowAnonymous(), use: false);
        Assert.Equal(Outcome.Fail, (await DecidedAsync(idle, "6.3")).Outcome);

        await using var cured = await StartAsync(limits => limits.GlobalLimiter = PerAddress(10), app => app.MapGet("/shop", () => "a").AllowAnonymous());
        Assert.Equal(Outcome.Pass, (await DecidedAsync(cured, "6.3")).Outcome);
    }

    [Fact]
    public async Task Does_not_apply_where_nothing_is_public()
    {
        await using var host = await TestHost.StartAsync(
            app => app.MapGet("/orders", () => "a").RequireAuthorization(),
            builder =>
            {
                builder.Services.AddAuthentication(HeaderAuthentication.Header).AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>(HeaderAuthentication.Header, null);
                builder.Services.AddAuthorization();
            });

        Assert.Equal(Outcome.NotApplicable, (await host.CheckAsync("6.3")).Outcome);
        Assert.Equal(Outcome.NotApplicable, (await host.CheckAsync("6.4")).Outcome);
    }

    [Fact]
    public async Task Measures_the_permits_of_each_kind_of_limiter_and_who_shares_them()
    {
        await using var host = await StartAsync(
            limits =>
            {
                limits.AddPolicy("own", context => RateLimitPartition.GetFixedWindowLimiter(Address(context), _ => new FixedWindowRateLimiterOptions { PermitLimit = 7, Window = Minute }));
                limits.AddFixedWindowLimiter("shared", window => (window.PermitLimit, window.Window) = (9, Minute));
                limits.AddPolicy("bucket", context => RateLimitPartition.GetTokenBucketLimiter(Address(context), _ => new TokenBucketRateLimiterOptions { TokenLimit = 20, TokensPerPeriod = 5, ReplenishmentPeriod = Minute, QueueLimit = 3 }));
                limits.AddPolicy<string, TypedPolicy>("typed");
                limits.AddConcurrencyLimiter("concurrency", together => together.PermitLimit = 3);
            },
            app =>
            {
                foreach (var policy in new[] { "own", "shared", "bucket", "typed", "concurrency" })
                {
                    app.MapGet($"/{policy}", () => "a").AllowAnonymous().RequireRateLimiting(policy);
                }

                app.MapGet("/own/again", () => "a").AllowAnonymous().RequireRateLimiting("own");
                app.MapGet("/none", () => "a").AllowAnonymous();
            });

        var limits = await MeasuredAsync(host, table => table.Endpoints.Count(endpoint => endpoint.RateLimit?.PermitsPerMinute is not null) >= 5);

        Assert.Equal((true, 7L, false), limits["/own"]);
        Assert.Equal((true, 7L, false), limits["/own/again"]);
        Assert.Equal((true, 9L, true), limits["/shared"]);
        Assert.Equal((true, 20L, false), limits["/bucket"]);
        Assert.Equal((true, 4L, false), limits["/typed"]);
        Assert.Equal((true, null, null), limits["/concurrency"]);
        Assert.Equal((false, null, null), limits["/none"]);
        Assert.Equal(0, TypedPolicy.Refusals);
    }

    [Fact]
    public async Task Leaves_live_permits_and_the_hosts_metrics_alone()
    {
        await using var host = await StartAsync(
            limits => limits.AddFixedWindowLimiter("shared", window => (window.PermitLimit, window.Window) = (5, TimeSpan.FromHours(1))),
            app => app.MapGet("/shop", () => "a").AllowAnonymous().RequireRateLimiting("shared"));
        using var requests = new MetricCollector<long>(host.App.Services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>(), "Microsoft.AspNetCore.RateLimiting", "aspnetcore.rate_limiting.requests");
        Assert.Equal((true, 5L, true), (await MeasuredAsync(host, table => table.Endpoints[0].RateLimit?.PermitsPerMinute is not null))["/shop"]);

        Assert.Empty(requests.GetMeasurementSnapshot());
        for (var request = 0; request < 5; request++)
        {
            Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/shop", Cancel)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await host.Client.GetAsync("/shop", Cancel)).StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Does_not_touch_a_limiter_that_is_one_for_all(bool global)
    {
        using var kept = new FixedWindowRateLimiter(new FixedWindowRateLimiterOptions { PermitLimit = 5, Window = TimeSpan.FromHours(1) });
        using var whole = PartitionedRateLimiter.Create<HttpContext, string>(_ => RateLimitPartition.Get("all", _ => kept));
        await using var host = await StartAsync(
            limits =>
            {
                limits.GlobalLimiter = global ? whole : null;
                limits.AddPolicy("kept", _ => RateLimitPartition.Get("all", _ => kept));
            },
            app => app.MapGet("/shop", () => "a").AllowAnonymous().RequireRateLimiting("kept"));
        await host.RefreshAsync<EndpointTableEvidence>();
        await host.App.Services.GetRequiredService<LimiterProbe>().IdleAsync(Cancel);

        var verdict = await host.CheckAsync("6.3");
        Assert.Equal(Outcome.Unknown, verdict.Outcome);
        Assert.Contains("its FixedWindowRateLimiter is one object, kept by the host", verdict.Reason, StringComparison.Ordinal);
        Assert.Equal(5, kept.GetStatistics()!.CurrentAvailablePermits);
    }

    [Fact]
    public async Task Names_a_limiter_of_the_hosts_own()
    {
        await using var host = await TestHost.StartAsync(app =>
        {
            app.UseMiddleware<OwnThrottle>();
            app.MapGet("/shop", () => "a").AllowAnonymous();
        });
        await host.RefreshAsync<EndpointTableEvidence>();
        await host.App.Services.GetRequiredService<LimiterProbe>().IdleAsync(Cancel);

        var verdict = await host.CheckAsync("6.3");

        Assert.Equal(Outcome.Unknown, verdict.Outcome);
        Assert.Contains("OwnThrottle may limit calls by rules of its own", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leaves_only_those_unknown_whose_partition_throws()
    {
        await using var host = await StartAsync(
            limits =>
            {
                limits.AddPolicy<string>("throws", _ => throw new InvalidOperationException("secret"));
                limits.AddPolicy("own", context => RateLimitPartition.GetFixedWindowLimiter(Address(context), _ => new FixedWindowRateLimiterOptions { PermitLimit = 7, Window = Minute }));
            },
            app =>
            {
                app.MapGet("/throws", () => "a").AllowAnonymous().RequireRateLimiting("throws");
                app.MapGet("/own", () => "a").AllowAnonymous().RequireRateLimiting("own");
            });
        await host.RefreshAsync<EndpointTableEvidence>();
        await host.App.Services.GetRequiredService<LimiterProbe>().IdleAsync(Cancel);

        var limits = (await host.RefreshAsync<EndpointTableEvidence>()).Endpoints.ToDictionary(endpoint => endpoint.Template, endpoint => endpoint.RateLimit);

        Assert.Null(limits["/throws"]);
        Assert.Equal(7, limits["/own"]?.PermitsPerMinute);
    }

    [Fact]
    public async Task Cannot_measure_options_that_are_handed_to_the_middleware()
    {
        await using var host = await TestHost.StartAsync(
            app =>
            {
                app.UseRateLimiter(new RateLimiterOptions { GlobalLimiter = PerAddress(10) });
                app.MapGet("/shop", () => "a").AllowAnonymous();
            },
            builder => builder.Services.AddRateLimiter(_ => { }));
        await host.RefreshAsync<EndpointTableEvidence>();
        await host.App.Services.GetRequiredService<LimiterProbe>().IdleAsync(Cancel);

        Assert.Equal(Outcome.Unknown, (await host.CheckAsync("6.3")).Outcome);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(1_000)]
    [InlineData(1_000_000)]
    public async Task Asks_the_hosts_own_partitioner_once_for_each_endpoint_however_many_calls_are_measured(int permits)
    {
        const int Endpoints = 30;
        var (asked, made) = (0, 0);
        RateLimitPartition<string> Partition(HttpContext context)
        {
            Interlocked.Increment(ref asked);
            return RateLimitPartition.GetFixedWindowLimiter(Address(context), _ =>
            {
                Interlocked.Increment(ref made);
                return new FixedWindowRateLimiterOptions { PermitLimit = permits, Window = Minute };
            });
        }

        await using var host = await StartAsync(
            limits =>
            {
                limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(Partition);
                limits.AddPolicy("own", Partition);
            },
            app =>
            {
                for (var index = 0; index < Endpoints; index++)
                {
                    app.MapGet(string.Create(CultureInfo.InvariantCulture, $"/shop/{index}"), () => "a").AllowAnonymous().RequireRateLimiting("own");
                }
            });
        await host.RefreshAsync<EndpointTableEvidence>();
        await host.App.Services.GetRequiredService<LimiterProbe>().IdleAsync(Cancel);

        var table = await host.RefreshAsync<EndpointTableEvidence>();
        Assert.All(table.Endpoints, endpoint => Assert.Equal((permits <= 20_000, permits <= 20_000 ? permits : null), (endpoint.RateLimit?.Limited, endpoint.RateLimit?.PermitsPerMinute)));
        // Both limiters for each endpoint, and for one of them as a second client; each bucket is made twice to see that it is made anew, and once to be used.
        Assert.Equal((Endpoints + 1) * 2, asked);
        Assert.InRange(made, 2 * 2 * 2, 2 * 2 * 3);
    }

    [Fact]
    public async Task Tells_endpoints_apart_that_a_global_limiter_counts_apart_and_lets_a_shared_one_bound_a_policy()
    {
        await using var host = await StartAsync(
            limits =>
            {
                limits.GlobalLimiter = PartitionedRateLimiter.CreateChained(
                    PerAddress(50),
                    PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetFixedWindowLimiter(
                        context.Request.Path.ToString(),
                        path => new FixedWindowRateLimiterOptions { PermitLimit = path == "/one" ? 20 : 40, Window = Minute })));
                limits.AddPolicy("own", context => RateLimitPartition.GetFixedWindowLimiter(Address(context), _ => new FixedWindowRateLimiterOptions { PermitLimit = 30, Window = Minute }));
            },
            app =>
            {
                app.MapGet("/one", () => "a").AllowAnonymous().RequireRateLimiting("own");
                app.MapGet("/two", () => "a").AllowAnonymous().RequireRateLimiting("own");
                app.MapGet("/three", () => "a").AllowAnonymous();
                app.MapGet("/exempt", () => "a").AllowAnonymous().DisableRateLimiting();
            });

        var limits = await MeasuredAsync(host, table => table.Endpoints.Count(endpoint => endpoint.RateLimit?.PermitsPerMinute is not null) >= 3);

        Assert.Equal((true, 20L, true), limits["/one"]);
        Assert.Equal((true, 30L, true), limits["/two"]);
        Assert.Equal((true, 40L, true), limits["/three"]);
        Assert.Equal((false, null, null), limits["/exempt"]);
    }

    [Fact]
    public async Task Counts_what_is_replenished_within_the_minute()
    {
        await using var host = await StartAsync(
            limits =>
            {
                limits.AddPolicy("bucket", context => RateLimitPartition.GetTokenBucketLimiter(Address(context), _ => new TokenBucketRateLimiterOptions { TokenLimit = 5, TokensPerPeriod = 5, ReplenishmentPeriod = TimeSpan.FromSeconds(1) }));
                limits.AddPolicy("window", context => RateLimitPartition.GetFixedWindowLimiter(Address(context), _ => new FixedWindowRateLimiterOptions { PermitLimit = 5, Window = TimeSpan.FromSeconds(1) }));
            },
            app =>
            {
                app.MapGet("/bucket", () => "a").AllowAnonymous().RequireRateLimiting("bucket");
                app.MapGet("/window", () => "a").AllowAnonymous().RequireRateLimiting("window");
            });

        var limits = await MeasuredAsync(host, table => table.Endpoints.All(endpoint => endpoint.RateLimit?.PermitsPerMinute is not null));

        Assert.All(limits.Values, limit => Assert.InRange(limit.Item2!.Value, 10, 15));
    }

    [Fact]
    public async Task Measures_a_policy_that_an_endpoint_carries_itself_without_refusing_anybody()
    {
        var before = TypedPolicy.Refusals;
        await using var host = await StartAsync(_ => { }, app => app.MapGet("/shop", () => "a").AllowAnonymous().RequireRateLimiting(new TypedPolicy()));

        var limits = await MeasuredAsync(host, table => table.Endpoints[0].RateLimit?.PermitsPerMinute is not null);

        Assert.Equal((true, 4L, false), limits["/shop"]);
        Assert.Equal(before, TypedPolicy.Refusals);
    }

    [Fact]
    public async Task Judges_sign_in_by_its_permits_a_minute()
    {
        await using var loose = await StartAsync(
            limits => limits.GlobalLimiter = PerAddress(100),
            app => app.MapPost("/enter", () => "a").AllowAnonymous().WithSignIn());
        var failed = await DecidedAsync(loose, "6.4");
        Assert.Equal(Outcome.Fail, failed.Outcome);
        Assert.Contains("100 permits a minute for each client", failed.Offenders[0].Observed, StringComparison.Ordinal);

        await using var guessed = await StartAsync(
            limits => limits.GlobalLimiter = PerAddress(100),
            app => app.MapPost("/login", () => "a").AllowAnonymous());
        Assert.Equal(Outcome.Warn, (await DecidedAsync(guessed, "6.4")).Outcome);

        await using var shared = await StartAsync(
            limits => limits.AddFixedWindowLimiter("all", window => (window.PermitLimit, window.Window) = (10, Minute)),
            app => app.MapPost("/login", () => "a").AllowAnonymous().RequireRateLimiting("all"));
        Assert.Equal(Outcome.Warn, (await DecidedAsync(shared, "6.4")).Outcome);

        await using var strict = await StartAsync(
            limits => limits.GlobalLimiter = PerAddress(10),
            app => app.MapPost("/login", () => "a").AllowAnonymous());
        Assert.Equal(Outcome.Pass, (await DecidedAsync(strict, "6.4")).Outcome);
    }

    [Fact]
    public async Task Recognises_a_sign_in_by_the_cookie_that_it_sets()
    {
        await using var host = await TestHost.StartAsync(
            app =>
            {
                app.MapPost("/enter", (HttpContext context) => context.SignInAsync(new System.Security.Claims.ClaimsPrincipal(new System.Security.Claims.ClaimsIdentity("cookie")))).AllowAnonymous();
                app.MapPost("/leave", (HttpContext context) => context.SignOutAsync()).AllowAnonymous();
            },
            builder => builder.Services.AddAuthentication("cookie").AddCookie("cookie"));
        await host.RefreshAsync<EndpointTableEvidence>();
        await host.Client.PostAsync("/enter", null, Cancel);
        await host.Client.PostAsync("/leave", null, Cancel);
        await host.HttpAsync(2);

        var table = await host.RefreshAsync<EndpointTableEvidence>();

        Assert.Equal([AuthEndpointSign.SignInSeen, AuthEndpointSign.None], table.Endpoints.Select(endpoint => endpoint.AuthEndpoint));
        Assert.Equal(Outcome.Fail, (await DecidedAsync(host, "6.4")).Outcome);
    }

    private static Task<TestHost> StartAsync(Action<RateLimiterOptions> limits, Action<WebApplication> map, bool use = true) => TestHost.StartAsync(
        app =>
        {
            if (use)
            {
                app.UseRateLimiter();
            }

            map(app);
        },
        builder =>
        {
            builder.Services.AddRateLimiter(limits);
            builder.Services.AddSingleton(new LimiterProbeTiming(TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(250)));
        });

    private static async Task<Dictionary<string, (bool, long?, bool?)>> MeasuredAsync(TestHost host, Func<EndpointTableEvidence, bool> until)
    {
        var table = await TestHost.UntilAsync(host.RefreshAsync<EndpointTableEvidence>, until);
        return table.Endpoints.ToDictionary(endpoint => endpoint.Template, endpoint => (endpoint.RateLimit?.Limited ?? false, endpoint.RateLimit?.PermitsPerMinute, endpoint.RateLimit?.SharedByAllClients));
    }

    private static Task<Reporting.CheckResult> DecidedAsync(TestHost host, string id) =>
        TestHost.UntilAsync(() => host.CheckAsync(id), static check => check.Outcome is not Outcome.Unknown);

    private static PartitionedRateLimiter<HttpContext> PerAddress(int permits) =>
        PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetFixedWindowLimiter(Address(context), _ => new FixedWindowRateLimiterOptions { PermitLimit = permits, Window = Minute }));

    private static string Address(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "";

    private sealed class TypedPolicy : IRateLimiterPolicy<string>
    {
        private static int _refusals;

        public static int Refusals => Volatile.Read(ref _refusals);

        public Func<OnRejectedContext, CancellationToken, ValueTask>? OnRejected => static (_, _) =>
        {
            Interlocked.Increment(ref _refusals);
            return default;
        };

        public RateLimitPartition<string> GetPartition(HttpContext httpContext) => RateLimitPartition.GetSlidingWindowLimiter(
            string.Create(CultureInfo.InvariantCulture, $"{Address(httpContext)}"),
            _ => new SlidingWindowRateLimiterOptions { PermitLimit = 4, Window = Minute, SegmentsPerWindow = 2 });
    }

    private sealed class OwnThrottle(RequestDelegate next)
    {
        public Task InvokeAsync(HttpContext context) => next(context);
    }
}
