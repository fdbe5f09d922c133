using System.Globalization;
using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Hosts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace HealthKit.Inspection;

/// <summary>How often the inspection calls the host's own authentication and authorization code, and that it tells the truth all the same.</summary>
public sealed class HostCodeCallsTests
{
    private const int Endpoints = 40;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Asks_each_scheme_and_each_policy_of_the_hosts_own_once_and_decides_the_frameworks_alone()
    {
        var calls = new Calls();
        await using var host = await StartAsync(calls, app =>
        {
            for (var index = 0; index < Endpoints; index++)
            {
                app.MapGet(Numbered("/plain", index), () => "a").RequireAuthorization();
                app.MapGet(Numbered("/role", index), () => "a").RequireAuthorization(policy => policy.RequireRole("admin").RequireClaim("scope", "a").RequireUserName("jane"));
                app.MapGet(Numbered("/read", index), () => "a").RequireAuthorization("read");
                app.MapGet(Numbered("/write", index), () => "a").RequireAuthorization("write");
            }
        });
        var (inspection, time) = Inspection(host, calls);

        var found = await inspection.ReadAsync(Cancel);

        Assert.Equal(4 * Endpoints, found.Count);
        Assert.All(found, one => Assert.Equal(EndpointProtection.Protected, one.Evidence.Protection));
        Assert.Equal((1, 2), (calls.Authentications, calls.Authorizations));

        for (var round = 0; round < 5; round++)
        {
            time.Advance(TimeSpan.FromMinutes(11));
            Assert.NotSame(found, found = await inspection.ReadAsync(Cancel));
        }

        Assert.Equal((1, 2), (calls.Authentications, calls.Authorizations));
    }

    [Fact]
    public async Task Asks_about_every_endpoint_where_a_handler_looks_at_which_one_is_called()
    {
        var calls = new Calls { Decide = static context => context.Resource is HttpContext http && http.GetEndpoint()?.Metadata.GetMetadata<Everybody>() is not null };
        await using var host = await StartAsync(calls, app =>
        {
            app.MapGet("/orders", () => "a").RequireAuthorization("read");
            app.MapGet("/news", () => "a").RequireAuthorization("read").WithMetadata(new Everybody());
        });
        var (inspection, time) = Inspection(host, calls);

        await AssertTellsTheTruthAsync(host, await inspection.ReadAsync(Cancel), open: "/news");
        calls.Reset();
        time.Advance(TimeSpan.FromMinutes(11));
        await inspection.ReadAsync(Cancel);
        Assert.Equal((0, 0), (calls.Authentications, calls.Authorizations));
    }

    [Theory]
    [InlineData("path")]
    [InlineData("method")]
    [InlineData("route")]
    public async Task Asks_a_scheme_about_every_endpoint_where_it_looks_at_which_one_is_called(string by)
    {
        var calls = new Calls
        {
            Authenticate = request => by switch
            {
                "path" => request.Path.StartsWithSegments("/news", StringComparison.Ordinal),
                "method" => HttpMethods.IsHead(request.Method),
                _ => request.HttpContext.GetEndpoint()?.DisplayName?.Contains("/news", StringComparison.Ordinal) == true,
            },
        };
        await using var host = await StartAsync(calls, app =>
        {
            app.MapGet("/orders", () => "a").RequireAuthorization();
            app.MapMethods("/news", ["HEAD"], () => "a").RequireAuthorization();
        });
        var (inspection, _) = Inspection(host, calls);

        await AssertTellsTheTruthAsync(host, await inspection.ReadAsync(Cancel), open: "/news");
    }

    [Theory]
    [InlineData(typeof(MeetsEverything))]
    [InlineData(typeof(MeetsEverythingInPlaceOfItsOwn))]
    [InlineData(typeof(MeetsEveryKind))]
    public async Task Does_not_take_the_frameworks_requirements_for_granted_where_a_handler_may_meet_them(Type handler)
    {
        var calls = new Calls();
        await using var host = await StartAsync(
            calls,
            app => app.MapGet("/orders", () => "a").RequireAuthorization(),
            builder => builder.Services.AddSingleton(typeof(IAuthorizationHandler), handler));

        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/orders", Cancel)).StatusCode);
        Assert.Equal(EndpointProtection.Open, Assert.Single(await Inspection(host, calls).Inspection.ReadAsync(Cancel)).Evidence.Protection);
    }

    [Fact]
    public async Task Asks_a_policy_provider_of_the_hosts_own_once_for_each_name()
    {
        var calls = new Calls();
        await using var host = await StartAsync(
            calls,
            app =>
            {
                for (var index = 0; index < Endpoints; index++)
                {
                    app.MapGet(Numbered("/a", index), () => "a").RequireAuthorization("a");
                    app.MapGet(Numbered("/b", index), () => "a").RequireAuthorization("b");
                }
            },
            builder => builder.Services.AddSingleton<IAuthorizationPolicyProvider, NamedPolicies>());
        var (inspection, time) = Inspection(host, calls);

        var found = await inspection.ReadAsync(Cancel);
        time.Advance(TimeSpan.FromMinutes(11));
        await inspection.ReadAsync(Cancel);

        Assert.All(found, one => Assert.Equal(EndpointProtection.Protected, one.Evidence.Protection));
        Assert.Equal(2, calls.Policies);
    }

    [Fact]
    public async Task Asks_who_gave_no_answer_twice_more_and_then_no_longer()
    {
        var calls = new Calls { Decide = static _ => throw new InvalidOperationException("secret") };
        await using var host = await StartAsync(calls, app =>
        {
            app.MapGet("/a", () => "a").RequireAuthorization("read");
            app.MapGet("/b", () => "a").RequireAuthorization("read");
        });
        var (inspection, time) = Inspection(host, calls);

        for (var round = 0; round < 6; round++)
        {
            Assert.All(await inspection.ReadAsync(Cancel), one => Assert.Equal(EndpointProtection.Opaque, one.Evidence.Protection));
            time.Advance(TimeSpan.FromMinutes(11));
        }

        Assert.Equal((1, 3), (calls.Authentications, calls.Authorizations));
    }

    [Fact]
    public async Task Leaves_the_hosts_code_alone_when_told_to_and_says_what_is_unknown_then()
    {
        var calls = new Calls();
        await using var host = await StartAsync(
            calls,
            app =>
            {
                app.MapGet("/orders", () => "a").RequireAuthorization();
                app.MapGet("/read", () => "a").RequireAuthorization("read");
            },
            options: static options => options.AskHostCode = false);

        var unknown = await host.CheckAsync("6.1");
        Assert.Equal(Outcome.Unknown, unknown.Outcome);
        Assert.All(unknown.Offenders, offender => Assert.Contains("AskHostCode", offender.Observed, StringComparison.Ordinal));
        Assert.Equal((0, 0), (calls.Authentications, calls.Authorizations));

        for (var request = 0; request < 5; request++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await host.Client.GetAsync("/orders", Cancel)).StatusCode);
            Assert.Equal(HttpStatusCode.Unauthorized, (await host.Client.GetAsync("/read", Cancel)).StatusCode);
        }

        await host.HttpAsync(10);
        Assert.Equal(Outcome.Pass, (await host.CheckAsync("6.1")).Outcome);
    }

    [Fact]
    public async Task Needs_nobody_of_the_host_for_a_scheme_and_a_policy_of_the_framework()
    {
        await using var host = await TestHost.StartAsync(
            app =>
            {
                app.MapGet("/orders", () => "a").RequireAuthorization();
                app.MapGet("/open", () => "a");
            },
            builder =>
            {
                builder.Services.AddAuthentication("cookie").AddCookie("cookie");
                builder.Services.AddAuthorization();
            },
            static options => options.AskHostCode = false);

        var table = await host.RefreshAsync<EndpointTableEvidence>();

        Assert.Equal([EndpointProtection.Open, EndpointProtection.Protected], table.Endpoints.OrderBy(endpoint => endpoint.Template, StringComparer.Ordinal).Select(endpoint => endpoint.Protection));
    }

    private static async Task AssertTellsTheTruthAsync(TestHost host, IReadOnlyList<InspectedEndpoint> found, string open)
    {
        Assert.Equal(2, found.Count);
        foreach (var one in found)
        {
            using var request = new HttpRequestMessage(new HttpMethod(one.Evidence.Methods[0]), one.Evidence.Template);
            var isOpen = (await host.Client.SendAsync(request, Cancel)).StatusCode is HttpStatusCode.OK;
            Assert.Equal(one.Evidence.Template == open, isOpen);
            Assert.Equal(isOpen ? EndpointProtection.Open : EndpointProtection.Protected, one.Evidence.Protection);
        }
    }

    // One of its own, on a clock of its own: nobody else reads it meanwhile, and counts begin here.
    private static (EndpointInspection Inspection, FakeTimeProvider Time) Inspection(TestHost host, Calls calls)
    {
        var time = new FakeTimeProvider();
        calls.Reset();
        return (ActivatorUtilities.CreateInstance<EndpointInspection>(host.App.Services, time), time);
    }

    private static async Task<TestHost> StartAsync(Calls calls, Action<WebApplication> map, Action<WebApplicationBuilder>? build = null, Action<HealthAuditOptions>? options = null)
    {
        return await TestHost.StartAsync(
            map,
            builder =>
            {
                // Nothing but the inspection under test may call.
                builder.Services.Remove(builder.Services.Single(static descriptor => descriptor.ImplementationType == typeof(Hosting.CollectorService)));
                builder.Services.AddSingleton(calls);
                builder.Services.AddAuthentication("own").AddScheme<AuthenticationSchemeOptions, OwnScheme>("own", null);
                builder.Services.AddAuthorizationBuilder()
                    .AddPolicy("read", policy => policy.AddRequirements(new Permission("read")))
                    .AddPolicy("write", policy => policy.AddRequirements(new Permission("write")));
                builder.Services.AddScoped<IAuthorizationHandler, PermissionHandler>();
                build?.Invoke(builder);
            },
            options);
    }

    private static string Numbered(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}/{index}");

    private sealed class Calls
    {
        private int _authentications;
        private int _authorizations;
        private int _policies;

        public int Authentications => Volatile.Read(ref _authentications);

        public int Authorizations => Volatile.Read(ref _authorizations);

        public int Policies => Volatile.Read(ref _policies);

        public Func<HttpRequest, bool> Authenticate { get; init; } = static request => request.Headers.ContainsKey("X-Api-Key");

        public Func<AuthorizationHandlerContext, bool> Decide { get; init; } = static context => context.User.HasClaim(static claim => claim.Type == "permission");

        public bool Authenticated(HttpRequest request)
        {
            Interlocked.Increment(ref _authentications);
            return Authenticate(request);
        }

        public bool Decided(AuthorizationHandlerContext context)
        {
            Interlocked.Increment(ref _authorizations);
            return Decide(context);
        }

        public void Provided() => Interlocked.Increment(ref _policies);

        public void Reset() => (_authentications, _authorizations, _policies) = (0, 0, 0);
    }

    private sealed class Everybody;

    private sealed record Permission(string Name) : IAuthorizationRequirement;

    private sealed class PermissionHandler(Calls calls) : AuthorizationHandler<Permission>
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, Permission requirement)
        {
            if (calls.Decided(context))
            {
                context.Succeed(requirement);
            }

            return Task.CompletedTask;
        }
    }

    private sealed class MeetsEverything : IAuthorizationHandler
    {
        public Task HandleAsync(AuthorizationHandlerContext context)
        {
            context.PendingRequirements.ToList().ForEach(context.Succeed);
            return Task.CompletedTask;
        }
    }

    private sealed class MeetsEverythingInPlaceOfItsOwn : AuthorizationHandler<Permission>
    {
        public override Task HandleAsync(AuthorizationHandlerContext context)
        {
            context.PendingRequirements.ToList().ForEach(context.Succeed);
            return Task.CompletedTask;
        }

        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, Permission requirement) => Task.CompletedTask;
    }

    private sealed class MeetsEveryKind : AuthorizationHandler<IAuthorizationRequirement>
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, IAuthorizationRequirement requirement)
        {
            context.Succeed(requirement);
            return Task.CompletedTask;
        }
    }

    private sealed class NamedPolicies(Calls calls) : IAuthorizationPolicyProvider
    {
        public Task<AuthorizationPolicy> GetDefaultPolicyAsync() => Task.FromResult(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());

        public Task<AuthorizationPolicy?> GetFallbackPolicyAsync() => Task.FromResult<AuthorizationPolicy?>(null);

        public Task<AuthorizationPolicy?> GetPolicyAsync(string policyName)
        {
            calls.Provided();
            return Task.FromResult<AuthorizationPolicy?>(new AuthorizationPolicyBuilder().AddRequirements(new ClaimsAuthorizationRequirement("permission", [policyName])).Build());
        }
    }

    private sealed class OwnScheme(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Calls calls)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(calls.Authenticated(Request)
            ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "jane")], Scheme.Name)), Scheme.Name))
            : AuthenticateResult.NoResult());
    }
}
