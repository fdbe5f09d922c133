using System.Net;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Hosts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Authorization;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Inspection;

/// <summary>6.1 on real hosts: what is open, what is not, and what cannot be told.</summary>
public sealed class AuthenticationCoverageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fails_an_endpoint_without_a_policy_and_passes_it_once_the_fallback_refuses()
    {
        await using var open = await TestHost.StartAsync(app => app.MapGet("/orders", () => "orders"), Authorized);
        var failed = await open.CheckAsync("6.1");
        Assert.Equal(Outcome.Fail, failed.Outcome);
        Assert.Equal(["GET /orders"], failed.Offenders.Select(offender => offender.Subject));

        await using var cured = await TestHost.StartAsync(
            app => app.MapGet("/orders", () => "orders"),
            builder =>
            {
                Authorized(builder);
                builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
            });
        Assert.Equal(Outcome.Pass, (await cured.CheckAsync("6.1")).Outcome);
    }

    [Fact]
    public async Task Sees_what_groups_attributes_and_requirements_ask()
    {
        await using var host = await TestHost.StartAsync(
            app =>
            {
                var group = app.MapGroup("/admin").RequireAuthorization();
                group.MapGet("/a", () => "a");
                group.MapGet("/public", () => "a").AllowAnonymous();
                app.MapGet("/attribute", [Authorize] () => "a");
                app.MapGet("/role", () => "a").RequireAuthorization(policy => policy.RequireRole("admin"));
                app.MapGet("/requirement", [OfAge] () => "a");
                app.MapGet("/everybody", () => "a").RequireAuthorization(policy => policy.RequireAssertion(_ => true));
                app.MapGet("/plain", () => "a");
            },
            Authorized);

        var table = await host.RefreshAsync<EndpointTableEvidence>();

        Assert.Equal(
            [
                ("/admin/a", EndpointProtection.Protected),
                ("/admin/public", EndpointProtection.DeclaredPublic),
                ("/attribute", EndpointProtection.Protected),
                ("/everybody", EndpointProtection.Open),
                ("/plain", EndpointProtection.Open),
                ("/requirement", EndpointProtection.Protected),
                ("/role", EndpointProtection.Protected),
            ],
            Protections(table));
        foreach (var endpoint in table.Endpoints)
        {
            // What the table says is what a caller gets.
            var status = (await host.Client.GetAsync(endpoint.Template, Cancel)).StatusCode;
            Assert.Equal(endpoint.Protection is EndpointProtection.Protected, status is HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task Sees_the_filter_that_mvc_puts_on_every_action()
    {
        await using var host = await TestHost.StartAsync(
            app => app.MapControllers(),
            builder =>
            {
                Authorized(builder);
                builder.Services.AddControllers(mvc => mvc.Filters.Add(new AuthorizeFilter())).AddApplicationPart(typeof(OrdersController).Assembly);
            });

        var table = await host.RefreshAsync<EndpointTableEvidence>();

        Assert.NotEmpty(table.Endpoints);
        Assert.All(table.Endpoints, endpoint => Assert.Equal(EndpointProtection.Protected, endpoint.Protection));
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Client.GetAsync("/api/orders/1", Cancel)).StatusCode);
    }

    [Fact]
    public async Task Takes_areas_that_the_host_configures_as_declared()
    {
        await using var host = await TestHost.StartAsync(
            app =>
            {
                app.MapGet("/", () => "a");
                app.MapGet("/products/{id}", (int id) => id);
                app.MapPost("/products/{id}", (int id) => id).RequireAuthorization();
                app.MapGet("/productsecrets", () => "a").RequireAuthorization();
            },
            Authorized,
            options =>
            {
                options.PublicAreas.Add("/");
                options.PublicAreas.Add("GET /products");
            });

        var passed = await host.CheckAsync("6.1");

        Assert.Equal(Outcome.Pass, passed.Outcome);
        Assert.Contains("2 declared public", passed.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Finds_the_scheme_that_authenticates_everybody()
    {
        await using var host = await TestHost.StartAsync(
            app => app.MapGet("/orders", () => "a").RequireAuthorization(),
            builder =>
            {
                builder.Services.AddAuthentication(HeaderAuthentication.Everybody).AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>(HeaderAuthentication.Everybody, null);
                builder.Services.AddAuthorization();
            });

        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/orders", Cancel)).StatusCode);
        Assert.Equal(Outcome.Fail, (await host.CheckAsync("6.1")).Outcome);
    }

    [Theory]
    [InlineData("filter")]
    [InlineData("middleware")]
    [InlineData("class")]
    public async Task Leaves_what_it_cannot_read_to_what_anonymous_callers_get(string kind)
    {
        await using var host = await TestHost.StartAsync(app =>
        {
            if (kind == "middleware")
            {
                app.Use((context, next) => context.Request.Headers.ContainsKey("X-Api-Key") ? next(context) : Refuse(context));
            }
            else if (kind == "class")
            {
                app.UseMiddleware<ApiKeyMiddleware>();
            }

            var endpoint = app.MapGet("/orders", () => "orders");
            if (kind == "filter")
            {
                endpoint.AddEndpointFilter(async (context, next) => context.HttpContext.Request.Headers.ContainsKey("X-Api-Key") ? await next(context) : Results.Unauthorized());
            }
        });
        Assert.Equal(Outcome.Unknown, (await host.CheckAsync("6.1")).Outcome);

        for (var request = 0; request < 5; request++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await host.Client.GetAsync("/orders", Cancel)).StatusCode);
        }

        // Who sends the key is served, and is nobody's anonymous caller although no identity is set.
        using var keyed = new HttpRequestMessage(HttpMethod.Get, "/orders") { Headers = { { "X-Api-Key", "k" } } };
        Assert.Equal(HttpStatusCode.OK, (await host.Client.SendAsync(keyed, Cancel)).StatusCode);
        await host.HttpAsync(6);
        var table = await host.RefreshAsync<EndpointTableEvidence>();
        Assert.Equal((5, 0), (table.Endpoints[0].AnonymousRefusals, table.Endpoints[0].AnonymousSuccesses));
        Assert.Equal(Outcome.Pass, (await host.CheckAsync("6.1")).Outcome);
    }

    [Fact]
    public async Task Fails_whatever_the_metadata_says_once_an_anonymous_caller_was_served()
    {
        await using var host = await TestHost.StartAsync(
            app =>
            {
                // Somebody answers before authorization is asked.
                app.UseRouting();
                app.Use((context, next) => context.Request.Query.ContainsKey("cached") ? context.Response.WriteAsync("orders", Cancel) : next(context));
                app.UseAuthorization();
                app.MapGet("/orders", () => "a").RequireAuthorization();
            },
            Authorized);
        Assert.Equal(Outcome.Pass, (await host.CheckAsync("6.1")).Outcome);

        await host.Client.GetAsync("/orders?cached=1", Cancel);
        await host.HttpAsync(1);

        var failed = await host.CheckAsync("6.1");
        Assert.Equal(Outcome.Fail, failed.Outcome);
        Assert.Contains("although its policy should refuse them", failed.Offenders[0].Observed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_a_redirect_to_sign_in_as_a_refusal_and_another_redirect_as_none()
    {
        await using var host = await TestHost.StartAsync(
            app =>
            {
                app.MapGet("/orders", () => "a").RequireAuthorization();
                app.MapGet("/old", () => Results.Redirect("/new")).AllowAnonymous();
            },
            builder =>
            {
                builder.Services.AddAuthentication("cookie").AddCookie("cookie", cookie => cookie.Events.OnRedirectToLogin = context =>
                {
                    context.Response.Redirect(context.RedirectUri);
                    return Task.CompletedTask;
                });
                builder.Services.AddAuthorization();
            });
        await host.RefreshAsync<EndpointTableEvidence>();

        Assert.Equal(HttpStatusCode.Redirect, (await host.Client.GetAsync("/orders", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await host.Client.GetAsync("/old", Cancel)).StatusCode);
        await host.HttpAsync(2);

        var table = await host.RefreshAsync<EndpointTableEvidence>();
        Assert.Equal(1, table.Endpoints.Single(endpoint => endpoint.Template == "/orders").AnonymousRefusals);
        Assert.Equal(0, table.Endpoints.Single(endpoint => endpoint.Template == "/old").AnonymousRefusals);
    }

    [Fact]
    public async Task Reads_a_refusal_of_grpc_in_its_trailer()
    {
        await using var host = await TestHost.StartAsync(
            app => app.MapGrpcService<GreeterService>(),
            builder => builder.Services.AddGrpc(grpc => grpc.Interceptors.Add<RefusingInterceptor>()),
            protocols: HttpProtocols.Http2);
        using var channel = GrpcChannel.ForAddress(host.Address);
        var client = new Greeter.GreeterClient(channel);
        Assert.Equal(Outcome.Unknown, (await host.CheckAsync("6.1")).Outcome);

        for (var call = 0; call < 5; call++)
        {
            var refused = await Assert.ThrowsAsync<RpcException>(async () => await client.GreetAsync(new GreetRequest { Name = "a" }, cancellationToken: Cancel));
            Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
        }

        await client.LookAsync(new GreetRequest { Name = "a" }, cancellationToken: Cancel);
        await host.HttpAsync(6);

        var methods = (await host.RefreshAsync<EndpointTableEvidence>()).Endpoints.ToDictionary(endpoint => endpoint.Template.Split('/')[^1], endpoint => (endpoint.AnonymousRefusals, endpoint.AnonymousSuccesses));
        Assert.Equal((5, 0), methods["Greet"]);
        Assert.Equal((0, 1), methods["Look"]);
        Assert.Equal(Outcome.Fail, (await host.CheckAsync("6.1")).Outcome);
    }

    [Fact]
    public async Task Counts_no_preflight_as_a_success()
    {
        await using var host = await TestHost.StartAsync(
            app =>
            {
                app.UseRouting();
                app.UseCors(cors => cors.WithOrigins("https://shop.example").AllowAnyMethod());
                app.UseAuthorization();
                app.Map("/orders", () => "a").RequireAuthorization();
            },
            builder =>
            {
                Authorized(builder);
                builder.Services.AddCors();
            });
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/orders") { Headers = { { "Origin", "https://shop.example" }, { "Access-Control-Request-Method", "GET" } } };

        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.SendAsync(preflight, Cancel)).StatusCode);
        await host.HttpAsync(1);

        Assert.Equal(0, Assert.Single((await host.RefreshAsync<EndpointTableEvidence>()).Endpoints).AnonymousSuccesses);
    }

    [Fact]
    public async Task Does_not_take_a_policy_for_granted_where_nobody_asks_it()
    {
        await using var host = await TestHost.StartAsync(BeforeRouting, Authorized);

        var table = await host.RefreshAsync<EndpointTableEvidence>();

        Assert.Equal([("/open", EndpointProtection.Open), ("/orders", EndpointProtection.Protected)], Protections(table));
        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/open", Cancel)).StatusCode);
        // The framework refuses to serve what asks for an authorization that did not take place.
        Assert.Equal(HttpStatusCode.InternalServerError, (await host.Client.GetAsync("/orders", Cancel)).StatusCode);
        Assert.Equal(Outcome.Fail, (await host.CheckAsync("6.1")).Outcome);
    }

    [Fact]
    public async Task Asks_the_fallback_policy_alone_where_no_endpoint_is_known_yet()
    {
        await using var host = await TestHost.StartAsync(
            BeforeRouting,
            builder =>
            {
                Authorized(builder);
                builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
            });

        Assert.Equal(Outcome.Pass, (await host.CheckAsync("6.1")).Outcome);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Client.GetAsync("/open", Cancel)).StatusCode);
    }

    private static void BeforeRouting(WebApplication app)
    {
        app.UseAuthorization();
        app.UseRouting();
        app.MapGet("/open", () => "a");
        app.MapGet("/orders", () => "a").RequireAuthorization();
    }

    // A middleware of the host's own makes the endpoint opaque: traffic has to tell.
    [Theory]
    [InlineData(HeaderAuthentication.Everybody, Outcome.Fail)]
    [InlineData(HeaderAuthentication.Header, Outcome.Unknown)]
    public async Task Takes_an_identity_that_everybody_gets_for_none(string scheme, Outcome expected)
    {
        await using var host = await TestHost.StartAsync(
            app =>
            {
                app.UseAuthentication();
                app.Use((context, next) => next(context));
                app.MapGet("/orders", () => "a");
            },
            builder => builder.Services.AddAuthentication(scheme).AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>(scheme, null));
        Assert.Equal(Outcome.Unknown, (await host.CheckAsync("6.1")).Outcome);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/orders");
        if (scheme == HeaderAuthentication.Header)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "user jane");
        }

        Assert.Equal(HttpStatusCode.OK, (await host.Client.SendAsync(request, Cancel)).StatusCode);
        await host.HttpAsync(1);

        Assert.Equal(expected, (await host.CheckAsync("6.1")).Outcome);
    }

    [Fact]
    public async Task Is_unknown_where_a_policy_cannot_be_evaluated_or_its_result_is_handled_by_the_host()
    {
        await using var throwing = await TestHost.StartAsync(
            app => app.MapGet("/orders", () => "a").RequireAuthorization(policy => policy.RequireAssertion(bool (_) => throw new InvalidOperationException("database=secret"))),
            Authorized);
        var unknown = await throwing.CheckAsync("6.1");
        Assert.Equal(Outcome.Unknown, unknown.Outcome);
        Assert.DoesNotContain("secret", unknown.Reason, StringComparison.Ordinal);

        await using var handled = await TestHost.StartAsync(
            app => app.MapGet("/orders", () => "a").RequireAuthorization(),
            builder =>
            {
                Authorized(builder);
                builder.Services.AddSingleton<IAuthorizationMiddlewareResultHandler, LenientHandler>();
            });
        Assert.Equal(Outcome.Unknown, (await handled.CheckAsync("6.1")).Outcome);
        Assert.Equal(HttpStatusCode.OK, (await handled.Client.GetAsync("/orders", Cancel)).StatusCode);
        await handled.HttpAsync(1);
        var served = await handled.CheckAsync("6.1");
        Assert.Equal(Outcome.Fail, served.Outcome);
        Assert.Equal("anonymous callers were served; LenientHandler decides what a refusal becomes, and ought to hand every result that did not succeed to AuthorizationMiddlewareResultHandler", served.Offenders[0].Observed);
    }

    [Fact]
    public async Task Never_passes_a_host_without_a_table_or_with_answers_beside_it()
    {
        await using var middleware = await TestHost.StartAsync(app => app.Run(context => context.Response.WriteAsync("hello", Cancel)));
        Assert.Equal(Outcome.Unknown, (await middleware.CheckAsync("6.1")).Outcome);

        await using var mvc = await TestHost.StartAsync(
            app => app.UseMvc(routes => routes.MapRoute("default", "{controller=Home}/{action=Index}/{id?}")),
            builder => builder.Services.AddMvc(options => options.EnableEndpointRouting = false).AddApplicationPart(typeof(HomeController).Assembly));
        var unknown = await mvc.CheckAsync("6.1");
        Assert.Equal(Outcome.Unknown, unknown.Outcome);
        Assert.Contains("without endpoint routing", unknown.Reason, StringComparison.Ordinal);

        await using var branched = await TestHost.StartAsync(
            app =>
            {
                app.Map("/jobs", jobs => jobs.Run(context => context.Response.WriteAsync("jobs", Cancel)));
                app.MapGet("/orders", () => "a").RequireAuthorization();
            },
            Authorized);
        Assert.Equal(Outcome.Unknown, (await branched.CheckAsync("6.1")).Outcome);

        await using var harmless = await TestHost.StartAsync(
            app =>
            {
                app.UseStaticFiles();
                app.UseHealthChecks("/up");
                app.UseWhen(_ => true, branch => branch.UseResponseCompression());
                app.MapGet("/orders", () => "a").RequireAuthorization();
            },
            builder =>
            {
                Authorized(builder);
                builder.Services.AddResponseCompression();
            });
        Assert.Equal(Outcome.Pass, (await harmless.CheckAsync("6.1")).Outcome);
    }

    [Fact]
    public async Task Tells_the_kinds_of_endpoints_and_judges_no_file_and_no_probe()
    {
        await using var host = await TestHost.StartAsync(
            app =>
            {
                app.MapHealthAudit();
                app.MapHealthChecks("/up");
                app.MapGrpcService<GreeterService>();
                app.MapHub<ChatHub>("/chat");
                app.MapControllers();
                app.MapRazorPages();
                app.MapFallbackToFile("index.html");
                app.MapGet("/{**slug}", (string slug) => slug).RequireAuthorization();
            },
            builder =>
            {
                Authorized(builder);
                builder.Services.AddGrpc();
                builder.Services.AddSignalR();
                builder.Services.AddControllers().AddApplicationPart(typeof(OrdersController).Assembly);
                builder.Services.AddRazorPages().AddApplicationPart(typeof(OrdersController).Assembly);
            },
            protocols: HttpProtocols.Http1AndHttp2);

        var kinds = (await host.RefreshAsync<EndpointTableEvidence>()).Endpoints.ToLookup(endpoint => endpoint.Kind, endpoint => endpoint.Template);

        Assert.Equal(["/up"], kinds[EndpointKind.Health]);
        Assert.Equal(["/{*path:nonfile}"], kinds[EndpointKind.StaticAsset]);
        Assert.Equal(4, kinds[EndpointKind.Grpc].Count());
        Assert.Equal(["/chat", "/chat/negotiate"], kinds[EndpointKind.Hub].Order(StringComparer.Ordinal));
        Assert.Contains("/{**slug}", kinds[EndpointKind.Http]);
        Assert.Contains("/basket/{id}", kinds[EndpointKind.Http]);
        Assert.Contains("/api/orders/{id:int}", kinds[EndpointKind.Http]);
        Assert.DoesNotContain(kinds.SelectMany(kind => kind), template => template.Contains("unimplemented", StringComparison.OrdinalIgnoreCase) || template.StartsWith("/health/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Takes_no_page_no_list_and_no_form_for_a_probe_because_of_its_path()
    {
        await using var host = await TestHost.StartAsync(
            app =>
            {
                app.MapRazorPages();
                app.MapGet("/ready", () => new List<int>());
                app.MapPost("/alive", () => "sent");
                app.MapGet("/livez", () => "ok");
                app.Map("/readyz", () => Results.Ok());
                app.MapGet("/orders", () => "a").RequireAuthorization();
            },
            builder =>
            {
                Authorized(builder);
                builder.Services.AddRazorPages().AddApplicationPart(typeof(OrdersController).Assembly);
            });

        var kinds = (await host.RefreshAsync<EndpointTableEvidence>()).Endpoints.ToLookup(endpoint => endpoint.Kind, endpoint => endpoint.Template);
        Assert.Equal(["/livez", "/readyz"], kinds[EndpointKind.Health].Order(StringComparer.Ordinal));

        var failed = await host.CheckAsync("6.1");
        Assert.Equal(Outcome.Fail, failed.Outcome);
        string[] open = ["* /live", "GET /ready", "POST /alive"];
        Assert.Empty(open.Except(failed.Offenders.Select(offender => offender.Subject)));
    }

    private static IEnumerable<(string, EndpointProtection)> Protections(EndpointTableEvidence table) =>
        table.Endpoints.OrderBy(endpoint => endpoint.Template, StringComparer.Ordinal).Select(endpoint => (endpoint.Template, endpoint.Protection));

    private static void Authorized(WebApplicationBuilder builder)
    {
        builder.Services.AddAuthentication(HeaderAuthentication.Header).AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>(HeaderAuthentication.Header, null);
        builder.Services.AddAuthorization();
    }

    private static Task Refuse(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }

    private sealed class ApiKeyMiddleware(RequestDelegate next)
    {
        public Task InvokeAsync(HttpContext context, IServiceProvider services) =>
            services is not null && context.Request.Headers.ContainsKey("X-Api-Key") ? next(context) : Refuse(context);
    }

    private sealed class RefusingInterceptor : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
            context.Method.EndsWith("/Greet", StringComparison.Ordinal) ? throw new RpcException(new Status(StatusCode.Unauthenticated, "who?")) : continuation(request, context);
    }

    private sealed class LenientHandler : IAuthorizationMiddlewareResultHandler
    {
        public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult) => next(context);
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class OfAgeAttribute : Attribute, IAuthorizationRequirementData
    {
        public IEnumerable<IAuthorizationRequirement> GetRequirements() => [new Microsoft.AspNetCore.Authorization.Infrastructure.ClaimsAuthorizationRequirement("age", null)];
    }

    private sealed class ChatHub : Hub
    {
        public Task SayAsync(string text) => Clients.All.SendAsync("said", text, Context.ConnectionAborted);
    }
}
