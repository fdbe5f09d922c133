using System.Net;
using HealthKit.Evidence;
using HealthKit.Hosts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace HealthKit.Endpoints;

public sealed class ProbeEndpointTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Turns_ready_and_only_ready_to_503_while_a_database_is_down_and_tells_strangers_nothing()
    {
        var database = new SwitchedCheck();
        await using var host = await StartAsync(database);
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await AskAsync(host, "/health/ready"));

        database.Status = HealthStatus.Unhealthy;
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), await AskAsync(host, "/health/ready"));
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await AskAsync(host, "/health/live"));

        await AskAsync(host, "/health/ready");
        var down = Assert.Single(host.Log.GetSnapshot(), static record => record.Id.Id == 3010).Message;
        Assert.Contains("dependency is Unhealthy", down, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", down, StringComparison.Ordinal);
        Assert.DoesNotContain("internal", down, StringComparison.Ordinal);

        database.Status = HealthStatus.Healthy;
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await AskAsync(host, "/health/ready"));
        Assert.Single(host.Log.GetSnapshot(), static record => record.Id.Id == 3011);
    }

    [Theory]
    [InlineData(false, HttpStatusCode.OK)]
    [InlineData(true, HttpStatusCode.ServiceUnavailable)]
    public async Task Stays_ready_without_a_cache_unless_the_host_requires_it(bool required, HttpStatusCode expected)
    {
        var cache = new SwitchedCheck { Status = HealthStatus.Degraded };
        await using var host = await StartAsync(cache, options => options.RequireForReadiness = required);

        Assert.Equal((expected, "Degraded"), await AskAsync(host, "/health/ready"));
    }

    [Fact]
    public async Task Touches_no_dependency_to_say_that_it_lives_unless_a_check_asks_for_it()
    {
        var ready = new SwitchedCheck();
        var live = new SwitchedCheck { Status = HealthStatus.Unhealthy };
        await using var host = await TestHost.StartAsync(
            app => app.MapHealthAudit(),
            builder => builder.Services.AddHealthChecks().AddCheck("db", ready, tags: ["ready"]).AddCheck("deadlock", live, tags: ["live"]));
        await TestHost.UntilAsync(() => Task.FromResult(ready.Asked), asked => asked > 0);
        var before = ready.Asked;

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), await AskAsync(host, "/health/live"));
        live.Status = HealthStatus.Healthy;
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await AskAsync(host, "/health/live"));

        Assert.Equal(before, ready.Asked);
    }

    [Fact]
    public async Task Counts_a_check_that_hangs_as_down_asks_again_once_it_is_overdue_and_a_few_times_at_most()
    {
        var time = new FakeTimeProvider();
        var hang = new TaskCompletionSource();
        var database = new SwitchedCheck { Hang = hang };
        // Checks that are ready or live are asked by the host too.
        await using var host = await TestHost.StartAsync(app => app.MapHealthAudit(), builder => builder.Services.AddHealthChecks().AddCheck("db", database, tags: ["tested"]));
        var services = host.App.Services;
        var patience = TimeSpan.FromSeconds(5);
        var probe = new DependencyProbe(services, services.GetRequiredService<IOptions<HealthCheckServiceOptions>>(), [], Options.Create(new HealthAuditOptions { ReadinessTimeout = patience }), time, "tested");

        Assert.Equal(HealthStatus.Unhealthy, await AskInVainAsync(1));
        Assert.Equal(HealthStatus.Unhealthy, await AskInVainAsync(1));
        for (var more = 0; more < 6; more++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal(HealthStatus.Unhealthy, await AskInVainAsync(Math.Min(4, 2 + more)));
        }

        database.Hang = null;
        hang.SetResult();
        Assert.Equal(HealthStatus.Healthy, await TestHost.UntilAsync(() => probe.AskAsync(Cancel), status => status is HealthStatus.Healthy));

        // A run that is told of its timeout before it has asked asks nobody, and does not hang: the clock waits for the question.
        async Task<HealthStatus> AskInVainAsync(int questions)
        {
            var answer = probe.AskAsync(Cancel);
            Assert.Equal(questions, await TestHost.UntilAsync(() => Task.FromResult(database.Asked), asked => asked >= questions));
            time.Advance(patience);
            return await answer;
        }
    }

    [Fact]
    public async Task Fails_ready_first_and_stops_the_server_only_after_the_drain_delay()
    {
        var time = new FakeTimeProvider();
        var stopping = false;
        await using var host = await TestHost.StartAsync(
            app =>
            {
                app.MapHealthAudit();
                app.MapGet("/work", () => "done");
                app.Lifetime.ApplicationStopping.Register(() => stopping = true);
            },
            builder => builder.Services.AddSingleton<TimeProvider>(time),
            options => options.DrainDelay = TimeSpan.FromSeconds(5));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(host, "/health/ready")).Status);

        var stop = host.App.StopAsync(Cancel);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), await AskAsync(host, "/health/ready"));
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await AskAsync(host, "/health/live"));
        Assert.Equal("done", await host.Client.GetStringAsync("/work", Cancel));
        Assert.False(stopping);
        Assert.False(stop.IsCompleted);

        time.Advance(TimeSpan.FromSeconds(5));
        await stop;
        Assert.True(stopping);
        await Assert.ThrowsAsync<HttpRequestException>(() => host.Client.GetAsync("/health/live", Cancel));
    }

    [Fact]
    public async Task Fails_ready_from_the_signal_on()
    {
        var time = new FakeTimeProvider();
        await using var host = await TestHost.StartAsync(app => app.MapHealthAudit(), builder => builder.Services.AddSingleton<TimeProvider>(time), options => options.DrainDelay = null);
        var run = host.App.WaitForShutdownAsync(Cancel);

        // What the console lifetime does on SIGTERM.
        host.App.Lifetime.StopApplication();

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), await AskAsync(host, "/health/ready"));
        Assert.False(run.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(5));
        await run;
    }

    [Theory]
    [InlineData("Production", null, 30, 5)]
    [InlineData("Development", null, 30, 0)]
    [InlineData("Development", 7, 30, 7)]
    [InlineData("Production", 60, 30, 15)]
    public async Task Drains_within_the_hosts_shutdown_timeout(string environment, int? delay, int shutdown, int expected)
    {
        var app = TestHost.Build(
            app => app.MapHealthAudit(),
            builder => builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(shutdown)),
            options => options.DrainDelay = delay is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            environment);
        await using (app)
        {
            Assert.Equal(TimeSpan.FromSeconds(expected), app.Services.GetRequiredService<ReadinessGate>().Drain);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Gives_way_to_the_hosts_own_endpoint_on_the_path(bool hostFirst)
    {
        await using var host = await TestHost.StartAsync(app =>
        {
            if (hostFirst)
            {
                app.MapGet("/health/live", () => "mine");
            }

            app.MapHealthAudit();
            app.MapHealthAudit();
            if (!hostFirst)
            {
                app.MapGroup("/health").MapGet("/live", () => "mine");
            }
        });

        Assert.Equal((HttpStatusCode.OK, "mine"), await AskAsync(host, "/health/live"));
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await AskAsync(host, "/health/ready"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Gives_way_to_health_checks_that_the_host_maps_for_every_method(bool hostFirst)
    {
        await using var host = await TestHost.StartAsync(
            app =>
            {
                if (!hostFirst)
                {
                    app.MapHealthAudit();
                }

                app.MapHealthChecks("/health/ready", new() { ResponseWriter = static (context, _) => context.Response.WriteAsync("the host's", Cancel) });
                app.MapGet("/health/{name}", (string name) => name);
                if (hostFirst)
                {
                    app.MapHealthAudit();
                }
            },
            builder => builder.Services.AddHealthChecks());

        Assert.Equal("the host's", await host.Client.GetStringAsync("/health/ready", Cancel));
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await AskAsync(host, "/health/live"));
        Assert.Equal("other", await host.Client.GetStringAsync("/health/other", Cancel));
        await host.HttpAsync(2);
        var ready = (await host.RefreshAsync<HealthEndpointEvidence>()).Ready!;
        Assert.Equal(("/health/ready", false, 200), (ready.Path, ready.IsOwn, ready.LastStatus));
    }

    [Fact]
    public async Task Lets_probes_in_whatever_a_host_asks_of_all_its_endpoints_or_of_all_of_the_audit()
    {
        await using var open = await StartWithFallbackAsync(closed: false);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(open, "/health/live")).Status);

        await using var closed = await StartWithFallbackAsync(closed: true);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(closed, "/health/live")).Status);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(closed, "/health/ready")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(closed, "/health/audit")).Status);

        static Task<TestHost> StartWithFallbackAsync(bool closed) => TestHost.StartAsync(
            app =>
            {
                var mapped = app.MapHealthAudit();
                if (closed)
                {
                    mapped.RequireAuthorization();
                }
            },
            builder =>
            {
                builder.Services.AddAuthentication().AddBearerToken();
                builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(new Microsoft.AspNetCore.Authorization.AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
            });
    }

    [Fact]
    public async Task Names_the_call_that_is_missing()
    {
        var builder = WebApplication.CreateBuilder();
        await using var app = builder.Build();

        var error = Assert.Throws<InvalidOperationException>(() => app.MapHealthAudit());

        Assert.Contains("services.AddHealthAudit()", error.Message, StringComparison.Ordinal);
    }

    private static Task<TestHost> StartAsync(SwitchedCheck check, Action<HealthAuditOptions>? options = null) => TestHost.StartAsync(
        app => app.MapHealthAudit(),
        builder => builder.Services.AddHealthChecks().AddCheck("dependency", check, tags: ["ready"]),
        options);

    private static async Task<(HttpStatusCode Status, string Text)> AskAsync(TestHost host, string path)
    {
        var answer = await host.Client.GetAsync(path, Cancel);
        if (answer.IsSuccessStatusCode && path.StartsWith("/health/ready", StringComparison.Ordinal))
        {
            Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        }

        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }
}
