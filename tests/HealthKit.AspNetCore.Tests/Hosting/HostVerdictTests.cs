using HealthKit.Checks;
using HealthKit.Endpoints;
using HealthKit.Evidence;
using HealthKit.Hosts;
using HealthKit.Reporting;
using HealthKit.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Hosting;

/// <summary>From a running host to the verdict, for the checks that a host decides without any other package.</summary>
public sealed class HostVerdictTests
{
    [Fact]
    public async Task Decides_the_limit_of_request_bodies()
    {
        await using var open = await TestHost.StartAsync(
            app => app.MapPost("/a", () => "a"),
            builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null));
        Assert.Equal(Outcome.Fail, Of(await open.AuditAsync(), "1.6").Outcome);

        await using var cured = await TestHost.StartAsync(
            app => app.MapPost("/a", () => "a"),
            builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 1_000_000));
        Assert.Equal(Outcome.Pass, Of(await cured.AuditAsync(), "1.6").Outcome);
    }

    [Fact]
    public async Task Decides_whether_probes_are_mapped()
    {
        await using var without = await TestHost.StartAsync(app => app.MapGet("/a", () => "a"));
        Assert.Equal(Outcome.Fail, (await DecidedAsync(without, "7.5")).Outcome);

        await using var cured = await TestHost.StartAsync(app =>
        {
            app.MapGet("/a", () => "a");
            app.MapHealthAudit();
        });
        Assert.Equal(Outcome.Pass, (await DecidedAsync(cured, "7.5")).Outcome);
    }

    [Fact]
    public async Task Fails_probes_that_are_redirected_and_passes_them_once_they_are_left_out()
    {
        async Task<TestHost> StartAsync(Action<IApplicationBuilder> redirect)
        {
            var host = await TestHost.StartAsync(
                app =>
                {
                    redirect(app);
                    app.MapGet("/a", () => "a");
                    app.MapHealthAudit();
                },
                builder => builder.Services.AddHttpsRedirection(options => (options.HttpsPort, options.RedirectStatusCode) = (443, StatusCodes.Status308PermanentRedirect)));
            using var kubelet = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = host.Address };
            for (var round = 0; round < 3; round++)
            {
                await kubelet.GetAsync("/health/live", TestContext.Current.CancellationToken);
                await kubelet.GetAsync("/health/ready", TestContext.Current.CancellationToken);
            }

            return host;
        }

        await using (var redirected = await StartAsync(app => app.UseHttpsRedirection()))
        {
            var routes = redirected.App.Services.GetRequiredService<EndpointRoutes>();
            Assert.True(await TestHost.UntilAsync(() => Task.FromResult(routes.Answers(OwnEndpointKind.Live).Redirect is not null && routes.Answers(OwnEndpointKind.Ready).Redirect is not null), static booked => booked));
            await redirected.RefreshAsync<HealthEndpointEvidence>();
            var red = Of(await redirected.AuditAsync(), "7.5");

            Assert.Equal(Outcome.Fail, red.Outcome);

            Assert.Equal(["/health/live", "/health/ready"], red.Offenders.Select(offender => offender.Subject));
            Assert.All(red.Offenders, offender => Assert.Contains($"StartsWithSegments(\"{offender.Subject}\")", offender.Remedy, StringComparison.Ordinal));
            Assert.Contains("answered every call with 308", red.Observed, StringComparison.Ordinal);
        }

        await using var cured = await StartAsync(app => app.UseWhen(context => !context.Request.Path.StartsWithSegments("/health"), rest => rest.UseHttpsRedirection()));
        await cured.RefreshAsync<HealthEndpointEvidence>();
        Assert.Equal(Outcome.Pass, Of(await cured.AuditAsync(), "7.5").Outcome);
    }

    [Fact]
    public async Task Fails_probes_that_a_limiter_refuses_and_passes_them_once_they_are_left_out()
    {
        static async Task<TestHost> StartAsync(Func<HttpContext, bool> limits)
        {
            var calls = 0;
            var host = await TestHost.StartAsync(app =>
            {
                app.Use((context, next) =>
                {
                    if (limits(context) && Interlocked.Increment(ref calls) > 2)
                    {
                        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                        return Task.CompletedTask;
                    }

                    return next(context);
                });
                app.MapHealthAudit();
            });
            for (var call = 0; call < 6; call++)
            {
                await host.Client.GetAsync("/health/live", TestContext.Current.CancellationToken);
            }

            var answers = host.App.Services.GetRequiredService<EndpointRoutes>().Answers(OwnEndpointKind.Live);
            Assert.Equal(6, await TestHost.UntilAsync(() => Task.FromResult(answers.Calls), static booked => booked == 6));
            await host.RefreshAsync<HealthEndpointEvidence>();
            return host;
        }

        await using (var limited = await StartAsync(static _ => true))
        {
            var red = Of(await limited.AuditAsync(), "7.5");
            Assert.Equal((Outcome.Fail, "/health/live"), (red.Outcome, Assert.Single(red.Offenders).Subject));
            Assert.Contains("liveness was refused with 429 (limit 2xx) by what stands before it", red.Observed, StringComparison.Ordinal);
        }

        await using var cured = await StartAsync(static context => !context.Request.Path.StartsWithSegments("/health"));
        Assert.Equal(Outcome.Pass, Of(await cured.AuditAsync(), "7.5").Outcome);
    }

    [Fact]
    public async Task Decides_the_latency_of_reads_only_on_enough_of_them()
    {
        await using var host = await TestHost.StartAsync(app => app.MapGet("/a", () => Results.Text("a")));
        for (var request = 0; request < 20; request++)
        {
            await host.Client.GetAsync("/a", TestContext.Current.CancellationToken);
        }

        await host.HttpAsync(20);
        Assert.Equal(Outcome.Unknown, Of(await host.AuditAsync(), "1.1").Outcome);

        for (var request = 0; request < 600; request++)
        {
            await host.Client.GetAsync("/a", TestContext.Current.CancellationToken);
        }

        await host.HttpAsync(620);
        Assert.Equal(Outcome.Pass, Of(await host.AuditAsync(), "1.1").Outcome);
    }

    private static Task<CheckResult> DecidedAsync(TestHost host, string id) =>
        TestHost.UntilAsync(async () => Of(await host.AuditAsync(), id), static check => check.Outcome is not Outcome.Unknown);

    private static CheckResult Of(AuditReport report, string id) => report.Checks.Single(check => check.Id == id);
}
