using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Hosts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace HealthKit.Sources;

/// <summary>6.9 on real responses.</summary>
public sealed class SecurityHeaderSourceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fails_without_headers_and_passes_with_them()
    {
        await using var bare = await TestHost.StartAsync(app => app.MapGet("/a", () => "a"));
        Assert.Equal(Outcome.Fail, (await AfterAsync(bare, "/a", 30)).Outcome);

        await using var cured = await TestHost.StartAsync(app =>
        {
            Headers(app, onStarting: true);
            app.MapGet("/a", () => "a");
            app.MapGet("/page", () => Results.Content("<html>", "text/html"));
        });
        Assert.Equal(Outcome.Unknown, (await AfterAsync(cured, "/a", 29, https: true)).Outcome);
        Assert.Equal(Outcome.Pass, (await AfterAsync(cured, "/page", 1, https: true, before: 29)).Outcome);
    }

    [Fact]
    public async Task Warns_of_headers_that_an_error_handler_throws_away()
    {
        await using var lost = await TestHost.StartAsync(app =>
        {
            app.UseExceptionHandler(error => error.Run(context => context.Response.WriteAsync("sorry", Cancel)));
            Headers(app, onStarting: false);
            app.MapGet("/a", () => "a");
            app.MapGet("/broken", string () => throw new InvalidOperationException());
        });
        await AfterAsync(lost, "/a", 30, https: true);
        var warned = await AfterAsync(lost, "/broken", 1, https: true, before: 30);
        Assert.Equal(Outcome.Warn, warned.Outcome);
        Assert.Contains(warned.Offenders, offender => offender.Subject == "X-Frame-Options" && offender.Observed.Contains("GET /broken", StringComparison.Ordinal));

        await using var kept = await TestHost.StartAsync(app =>
        {
            Headers(app, onStarting: true);
            app.UseExceptionHandler(error => error.Run(context => context.Response.WriteAsync("sorry", Cancel)));
            app.MapGet("/a", () => "a");
            app.MapGet("/broken", string () => throw new InvalidOperationException());
        });
        await AfterAsync(kept, "/a", 30, https: true);
        Assert.Equal(Outcome.Pass, (await AfterAsync(kept, "/broken", 1, https: true, before: 30)).Outcome);
    }

    [Fact]
    public async Task Cannot_judge_hsts_where_nobody_came_by_https()
    {
        await using var host = await TestHost.StartAsync(app =>
        {
            Headers(app, onStarting: true);
            app.MapGet("/a", () => "a");
        });

        var unknown = await AfterAsync(host, "/a", 30);

        Assert.Equal(Outcome.Unknown, unknown.Outcome);
        Assert.Contains("HSTS", unknown.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Expects_a_policy_of_pages_only_and_takes_frame_ancestors_for_frame_options()
    {
        await using var host = await TestHost.StartAsync(app =>
        {
            app.Use((context, next) =>
            {
                context.Response.Headers.ContentSecurityPolicy = context.Request.Path == "/framed" ? "frame-ancestors 'none'" : default(string);
                context.Response.Headers.StrictTransportSecurity = context.Request.Path == "/off" ? "max-age=0" : "max-age=31536000";
                return next(context);
            });
            app.MapGet("/framed", () => "a");
            app.MapGet("/page", () => Results.Content("<html>", "text/html"));
            app.MapGet("/off", () => "a");
        });
        foreach (var path in new[] { "/framed", "/page", "/off" })
        {
            await GetAsync(host, path, https: true);
        }

        await host.HttpAsync(3);
        var headers = Assert.Single((await host.EvidenceAsync()).Find<SecurityHeaderEvidence>()!.StatusClasses).Headers.ToDictionary(header => header.Header, header => (header.Expected, header.Present));

        Assert.Equal((3, 1), headers["X-Frame-Options"]);
        Assert.Equal((1, 0), headers["Content-Security-Policy"]);
        Assert.Equal((3, 2), headers["Strict-Transport-Security"]);
    }

    private static void Headers(WebApplication app, bool onStarting) => app.Use((context, next) =>
    {
        if (onStarting)
        {
            context.Response.OnStarting(() =>
            {
                Write(context.Response.Headers);
                return Task.CompletedTask;
            });
        }
        else
        {
            Write(context.Response.Headers);
        }

        return next(context);
    });

    private static void Write(IHeaderDictionary headers)
    {
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.ContentSecurityPolicy = "default-src 'self'";
        headers.StrictTransportSecurity = "max-age=31536000";
        headers["Referrer-Policy"] = "no-referrer";
    }

    private static async Task<Reporting.CheckResult> AfterAsync(TestHost host, string path, int requests, bool https = false, int before = 0)
    {
        for (var request = 0; request < requests; request++)
        {
            await GetAsync(host, path, https);
        }

        await host.HttpAsync(before + requests);
        return (await host.AuditAsync()).Checks.Single(check => check.Id == "6.9");
    }

    private static async Task GetAsync(TestHost host, string path, bool https)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (https)
        {
            request.Headers.Add("X-Forwarded-Proto", "https");
            request.Headers.Host = "shop.example";
        }

        (await host.Client.SendAsync(request, Cancel)).Dispose();
    }
}
