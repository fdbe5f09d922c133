using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json;
using HealthKit.Evidence;
using HealthKit.Hosts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HealthKit.Endpoints;

public sealed class AuditEndpointTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Development", false, HttpStatusCode.OK)]
    [InlineData("Production", false, HttpStatusCode.NotFound)]
    [InlineData("Production", true, HttpStatusCode.OK)]
    public async Task Opens_to_true_loopback_in_development_or_when_allowed(string environment, bool allowed, HttpStatusCode expected)
    {
        await using var host = await TestHost.StartAsync(app => app.MapHealthAudit(), options: options => options.AllowLoopback = allowed, environment: environment);

        var answer = await host.Client.GetAsync("/health/audit", Cancel);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task Names_the_options_to_set_when_it_refuses_but_not_at_every_refusal()
    {
        await using var host = await TestHost.StartAsync(app => app.MapHealthAudit());

        await host.Client.GetAsync("/health/audit", Cancel);
        await host.Client.GetAsync("/health/audit", Cancel);

        var line = Assert.Single(host.Log.GetSnapshot(), record => record.Id.Id == 3001);
        Assert.Contains("HealthAudit:AllowLoopback", line.Message, StringComparison.Ordinal);
        Assert.Contains("HealthAudit:ManagementPort", line.Message, StringComparison.Ordinal);
        Assert.Contains("HealthAudit:ChecksPolicy", line.Message, StringComparison.Ordinal);
        Assert.Contains("loopback is closed in the environment Production", line.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "127.0.0.1", "a proxy's header (X-Forwarded-…)")]
    [InlineData("X-Forwarded-Host", "localhost", "a proxy's header (X-Forwarded-…)")]
    [InlineData("X-Forwarded-Evil-Text", "1", "a proxy's header (X-Forwarded-…)")]
    [InlineData("forwarded", "for=127.0.0.1", "a proxy's header (Forwarded)")]
    [InlineData("X-Real-IP", "127.0.0.1", "a proxy's header (X-Real-IP)")]
    [InlineData("Via", "1.1 proxy", "a proxy's header (Via)")]
    [InlineData("X-ARR-LOG-ID", "1", "a proxy's header (X-ARR-…)")]
    [InlineData("Host", "shop.example", "its Host is not a loopback name")]
    [InlineData("Host", "localhost.attacker.example", "its Host is not a loopback name")]
    public async Task Stays_closed_to_what_came_through_a_proxy_or_by_another_name_and_logs_which(string header, string value, string reason)
    {
        await using var host = await TestHost.StartAsync(app => app.MapHealthAudit(), environment: "Development");
        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/health/audit", Cancel)).StatusCode);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/audit");
        request.Headers.TryAddWithoutValidation(header, value);

        Assert.Equal(HttpStatusCode.NotFound, (await host.Client.SendAsync(request, Cancel)).StatusCode);
        var line = Refusal(host);
        Assert.Contains(reason, line, StringComparison.Ordinal);
        Assert.DoesNotContain("example", line, StringComparison.Ordinal);
        Assert.DoesNotContain("Evil", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stays_closed_to_a_proxy_that_adds_no_header_but_speaks_as_one()
    {
        await using var host = await TestHost.StartAsync(app => app.MapHealthAudit(), environment: "Development");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/audit") { Version = HttpVersion.Version10 };

        Assert.Equal(HttpStatusCode.NotFound, (await host.Client.SendAsync(request, Cancel)).StatusCode);
        Assert.Contains("HTTP/1.0", Refusal(host), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cannot_be_opened_by_forwarded_headers_that_the_host_trusts()
    {
        var address = Dns.GetHostAddresses(Dns.GetHostName()).FirstOrDefault(candidate => candidate.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(candidate));
        Assert.SkipWhen(address is null, "This machine has no address but loopback.");
        IPAddress? seen = null;
        await using var host = await TestHost.StartAsync(
            app =>
            {
                app.UseForwardedHeaders();
                app.Use((context, next) =>
                {
                    seen = context.Connection.RemoteIpAddress;
                    return next(context);
                });
                app.MapHealthAudit();
            },
            builder =>
            {
                builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(address!, 0));
                builder.Services.Configure<ForwardedHeadersOptions>(options =>
                {
                    options.ForwardedHeaders = ForwardedHeaders.All;
                    options.KnownIPNetworks.Clear();
                    options.KnownProxies.Clear();
                });
            },
            options => options.AllowLoopback = true);
        var outside = host.App.Urls.Select(url => new Uri(url)).Single(url => url.Host == address!.ToString());

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(outside, "/health/audit"));
        request.Headers.Add("X-Forwarded-For", "127.0.0.1");
        request.Headers.Add("X-Forwarded-Host", "localhost");
        var answer = await host.Client.SendAsync(request, Cancel);

        Assert.Equal(IPAddress.Loopback, seen);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Opens_on_the_management_port_only()
    {
        var port = FreePort();
        await using var host = await TestHost.StartAsync(
            app => app.MapHealthAudit(),
            builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port)),
            options => options.ManagementPort = port);

        Assert.Equal(HttpStatusCode.NotFound, (await host.Client.GetAsync("/health/audit", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync(new Uri($"http://127.0.0.1:{port}/health/audit?level=evidence"), Cancel)).StatusCode);
    }

    [Theory]
    [InlineData("reader", "summary", "", HttpStatusCode.OK)]
    [InlineData("reader", "summary", "checks", HttpStatusCode.NotFound)]
    [InlineData("engineer", "checks", "", HttpStatusCode.OK)]
    [InlineData("engineer", "checks", "summary", HttpStatusCode.OK)]
    [InlineData("engineer", "checks", "evidence", HttpStatusCode.NotFound)]
    [InlineData("owner", "checks", "evidence", HttpStatusCode.OK)]
    [InlineData("stranger", "", "", HttpStatusCode.NotFound)]
    [InlineData(null, "", "", HttpStatusCode.NotFound)]
    public async Task Grants_each_level_by_its_own_policy(string? role, string shown, string asked, HttpStatusCode expected)
    {
        await using var host = await TestHost.StartAsync(
            app => app.MapHealthAudit(),
            builder =>
            {
                builder.Services.AddAuthentication("header").AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>("header", null);
                builder.Services.AddAuthorizationBuilder()
                    .AddPolicy("score", policy => policy.RequireRole("reader"))
                    .AddPolicy("checks", policy => policy.RequireRole("engineer"))
                    .AddPolicy("evidence", policy => policy.RequireRole("owner"))
                    .SetFallbackPolicy(new Microsoft.AspNetCore.Authorization.AuthorizationPolicyBuilder("header").RequireAuthenticatedUser().Build());
            },
            options => (options.SummaryPolicy, options.ChecksPolicy, options.EvidencePolicy) = ("score", "checks", "evidence"));

        using var request = new HttpRequestMessage(HttpMethod.Get, $"/health/audit?level={asked}");
        request.Headers.Add("X-Role", role);
        var answer = await host.Client.SendAsync(request, Cancel);

        Assert.Equal(expected, answer.StatusCode);
        if (expected is HttpStatusCode.OK && asked != "evidence")
        {
            using var report = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel));
            Assert.NotEqual(0, report.RootElement.GetProperty("sections").GetArrayLength());
            Assert.Equal(shown == "summary" || asked == "summary" ? 0 : Checks.Catalogue.All.Count, report.RootElement.GetProperty("checks").GetArrayLength());
        }
    }

    [Fact]
    public async Task Admits_nobody_by_a_policy_that_is_not_registered_and_says_so()
    {
        await using var host = await TestHost.StartAsync(app => app.MapHealthAudit(), options: options => options.ChecksPolicy = "missing");

        Assert.Equal(HttpStatusCode.NotFound, (await host.Client.GetAsync("/health/audit", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Client.GetAsync("/health/audit", Cancel)).StatusCode);
        Assert.Contains("missing", Assert.Single(host.Log.GetSnapshot(), record => record.Id.Id == 3002).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Admits_nobody_by_a_policy_that_fails_and_says_so()
    {
        await using var host = await TestHost.StartAsync(
            app => app.MapHealthAudit(),
            builder => builder.Services.AddAuthorizationBuilder().AddPolicy("broken", policy => policy.RequireAssertion(static bool (_) => throw new InvalidOperationException("password=secret"))),
            options => options.ChecksPolicy = "broken");

        Assert.Equal(HttpStatusCode.NotFound, (await host.Client.GetAsync("/health/audit", Cancel)).StatusCode);
        var line = Assert.Single(host.Log.GetSnapshot(), record => record.Id.Id == 3003);
        Assert.DoesNotContain("secret", line.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "", "application/json")]
    [InlineData("", "text/html,application/xhtml+xml,*/*;q=0.8", "text/html")]
    [InlineData("", "text/markdown", "text/markdown")]
    [InlineData("", "application/json;q=0.5, text/markdown;q=0.9", "text/markdown")]
    [InlineData("?format=html", "application/json", "text/html")]
    [InlineData("?format=md", "", "text/markdown")]
    [InlineData("?format=markdown&level=summary", "", "text/markdown")]
    [InlineData("?format=html&level=summary", "", "text/html")]
    [InlineData("?level=evidence", "text/html", "application/json")]
    [InlineData("/evidence", "", "application/json")]
    public async Task Writes_the_form_that_is_asked_for(string suffix, string accept, string expected)
    {
        await using var host = await TestHost.StartAsync(app => app.MapHealthAudit(), environment: "Development");

        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/audit" + suffix);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        var answer = await host.Client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(expected, answer.Content.Headers.ContentType!.MediaType);
        Assert.NotEmpty(await answer.Content.ReadAsByteArrayAsync(Cancel));
    }

    [Theory]
    [InlineData("markdown")]
    [InlineData("html")]
    public async Task Says_of_a_summary_that_its_checks_are_withheld_and_not_that_none_fails(string format)
    {
        await using var host = await TestHost.StartAsync(app => app.MapHealthAudit(), environment: "Development");

        var summary = await host.Client.GetStringAsync($"/health/audit?format={format}&level=summary", Cancel);

        Assert.Contains("which checks fail or warn is not shown at this level", summary, StringComparison.Ordinal);
        Assert.DoesNotContain("no check fails", summary, StringComparison.Ordinal);
        Assert.DoesNotContain("which checks fail or warn is not shown", await host.Client.GetStringAsync($"/health/audit?format={format}", Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?format=xml")]
    [InlineData("?level=all")]
    public async Task Refuses_a_form_or_a_level_that_does_not_exist(string query)
    {
        await using var host = await TestHost.StartAsync(app => app.MapHealthAudit(), environment: "Development");

        Assert.Equal(HttpStatusCode.BadRequest, (await host.Client.GetAsync("/health/audit" + query, Cancel)).StatusCode);
    }

    [Fact]
    public async Task Gives_evidence_that_replays()
    {
        await using var host = await TestHost.StartAsync(
            app =>
            {
                app.MapHealthAudit();
                app.MapGet("/orders/{id}", (string id) => id);
            },
            environment: "Development");
        await host.Client.GetAsync("/orders/secret-7", Cancel);
        await host.HttpAsync(1);

        var document = await host.Client.GetByteArrayAsync("/health/audit/evidence", Cancel);

        Assert.Equal("GET /orders/{id}", Assert.Single(EvidenceDocument.Read(document).Find<HttpEvidence>()!.Routes).Name);
        Assert.DoesNotContain("secret-7", System.Text.Encoding.UTF8.GetString(document), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Proposes_no_ledger_of_queries_where_none_are_seen_and_to_nobody_who_may_not_read_evidence()
    {
        await using var open = await TestHost.StartAsync(app => app.MapHealthAudit(), environment: "Development");
        using var unseen = await open.Client.GetAsync("/health/audit/queries", Cancel);
        Assert.Equal(HttpStatusCode.NotFound, unseen.StatusCode);
        Assert.Contains("AddNpgsql()", await unseen.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);

        await using var closed = await TestHost.StartAsync(app => app.MapHealthAudit(), environment: "Production");
        using var hidden = await closed.Client.GetAsync("/health/audit/queries", Cancel);
        Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
        Assert.Empty(await hidden.Content.ReadAsByteArrayAsync(Cancel));
    }

    private static string Refusal(TestHost host) => Assert.Single(host.Log.GetSnapshot(), record => record.Id.Id == 3001).Message;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class HeaderAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            if (Request.Headers["X-Role"] is not [{ } role])
            {
                return Task.FromResult(AuthenticateResult.NoResult());
            }

            var identity = new ClaimsIdentity([new Claim(ClaimTypes.Role, role)], Scheme.Name);
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name)));
        }
    }
}
