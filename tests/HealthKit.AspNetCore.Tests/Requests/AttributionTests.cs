using System.Net;
using System.Net.WebSockets;
using Grpc.Core;
using Grpc.Net.Client;
using HealthKit.Evidence;
using HealthKit.Hosts;
using HealthKit.Sources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using StatusCode = Grpc.Core.StatusCode;

namespace HealthKit.Requests;

public sealed class AttributionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Names_minimal_endpoints_by_template_and_kind_by_method()
    {
        await using var host = await TestHost.StartAsync(app =>
        {
            app.MapGet("/orders/{id:int}", (int id) => id);
            app.MapPost("/orders", () => Results.Created());
        });

        await host.Client.GetAsync("/orders/7", Cancel);
        await host.Client.GetAsync("/orders/8", Cancel);
        await host.Client.PostAsync("/orders", null, Cancel);

        var routes = (await host.HttpAsync(3)).Routes;
        Assert.Equal(["POST /orders", "GET /orders/{id:int}"], routes.Select(route => route.Name));
        Assert.Equal([RouteKind.Write, RouteKind.Read], routes.Select(route => route.Kind));
        Assert.All(routes, route => Assert.Equal("endpoint", route.Attribution));
    }

    [Fact]
    public async Task Names_controllers_pages_and_conventional_actions()
    {
        await using var host = await TestHost.StartAsync(
            app =>
            {
                app.MapControllers();
                app.MapRazorPages();
                app.MapControllerRoute("default", "{controller=Home}/{action=Index}/{id?}");
            },
            builder =>
            {
                builder.Services.AddControllersWithViews().AddApplicationPart(typeof(OrdersController).Assembly);
                builder.Services.AddRazorPages().AddApplicationPart(typeof(OrdersController).Assembly);
            });

        await host.Client.GetAsync("/api/orders/1", Cancel);
        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/basket/5", Cancel)).StatusCode);
        await host.Client.GetAsync("/Home/About/3", Cancel);
        await host.Client.GetAsync("/", Cancel);

        Assert.Equal(
            ["GET /Home/About/{id?}", "GET /Home/Index/{id?}", "GET /api/orders/{id:int}", "GET /basket/{id}"],
            (await host.HttpAsync(4)).Routes.Select(route => route.Name));
    }

    [Fact]
    public async Task Counts_an_exception_as_the_500_it_became_on_the_route_that_threw()
    {
        await using var host = await TestHost.StartAsync(app => app.MapGet("/late/{id}", async (string id) =>
        {
            await Task.Yield();
            throw new InvalidOperationException(id);
        }));

        for (var request = 0; request < 6; request++)
        {
            Assert.Equal(HttpStatusCode.InternalServerError, (await host.Client.GetAsync("/late/1", Cancel)).StatusCode);
        }

        var route = await host.OnlyRouteAsync(6);
        Assert.Equal("GET /late/{id}", route.Name);
        Assert.Equal((1, 5), (route.ServerErrors, route.WarmUp));
    }

    [Theory]
    [InlineData("/error")]
    [InlineData("/unmapped")]
    public async Task Gives_an_error_to_the_route_that_threw_whatever_the_handler_runs(string handler)
    {
        await using var host = await TestHost.StartAsync(app =>
        {
            app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandlingPath = handler, AllowStatusCode404Response = true });
            app.UseRouting();
            app.MapGet("/orders/{id}", string (string id) => throw new InvalidOperationException(id));
            app.MapGet("/error", () => Results.Text("sorry", statusCode: 500));
        });

        await host.Client.GetAsync("/orders/7", Cancel);

        Assert.Equal("GET /orders/{id}", (await host.OnlyRouteAsync()).Name);
    }

    [Fact]
    public async Task Gives_an_error_before_routing_to_no_route()
    {
        await using var host = await TestHost.StartAsync(app =>
        {
            app.UseExceptionHandler("/error");
            app.Use((HttpContext context, RequestDelegate next) => context.Request.Path == "/error" ? next(context) : throw new InvalidOperationException("early"));
            app.UseRouting();
            app.MapGet("/orders/{id}", (string id) => id);
            app.MapGet("/error", () => Results.Text("sorry", statusCode: 500));
        });

        await host.Client.GetAsync("/orders/7", Cancel);

        Assert.Equal("GET (unmatched)", (await host.OnlyRouteAsync()).Name);
    }

    [Fact]
    public async Task Gives_a_status_to_the_route_that_set_it_when_a_status_page_runs_again()
    {
        await using var host = await TestHost.StartAsync(app =>
        {
            app.UseStatusCodePagesWithReExecute("/status/{0}");
            app.UseRouting();
            app.MapGet("/orders/{id}", (string id) => Results.StatusCode(503));
            app.MapGet("/status/{code}", (string code) => code);
        });

        Assert.Equal("503", await (await host.Client.GetAsync("/orders/7", Cancel)).Content.ReadAsStringAsync(Cancel));

        Assert.Equal("GET /orders/{id}", (await host.OnlyRouteAsync()).Name);
    }

    [Fact]
    public async Task Finds_the_endpoint_of_a_pipeline_that_routes_late()
    {
        await using var host = await TestHost.StartAsync(app =>
        {
            app.Use((context, next) => next(context));
            app.UseRouting();
#pragma warning disable ASP0014 // The old form is the one under test.
            app.UseEndpoints(endpoints => endpoints.MapGet("/late/{id}", (string id) => id));
#pragma warning restore ASP0014
        });

        await host.Client.GetAsync("/late/7", Cancel);

        Assert.Equal("GET /late/{id}", (await host.OnlyRouteAsync()).Name);
    }

    [Fact]
    public async Task Names_the_actions_of_a_host_without_endpoint_table()
    {
        await using var host = await TestHost.StartAsync(
            app => app.UseMvc(routes => routes.MapRoute("default", "{controller=Home}/{action=Index}/{id?}")),
            builder => builder.Services.AddMvc(mvc => mvc.EnableEndpointRouting = false).AddApplicationPart(typeof(OrdersController).Assembly));

        await host.Client.GetAsync("/api/orders/1", Cancel);
        await host.Client.GetAsync("/api/orders/2", Cancel);
        await host.Client.GetAsync("/Home/About/3", Cancel);
        await host.Client.GetAsync("/wp-login.php", Cancel);

        var routes = (await host.HttpAsync(4)).Routes;
        Assert.Equal(["GET (unmatched)", "GET /api/orders/{id:int}", "GET Home.About"], routes.Select(route => route.Name));
        Assert.Equal(["none", "action", "action"], routes.Select(route => route.Attribution));
    }

    [Fact]
    public async Task Bounds_the_paths_of_a_host_that_has_neither_endpoints_nor_actions()
    {
        await using var host = await TestHost.StartAsync(app => app.Run(context => context.Response.WriteAsync("ok")));

        host.App.Services.GetRequiredService<CodeWords>().Read();
        var jane = new string([.. "htims.enaj".Reverse()]);
        for (var id = 0; id < 30; id++)
        {
            await host.Client.GetAsync($"/orders/{(id % 2 == 0 ? id : jane)}/lines", Cancel);
        }

        var route = await host.OnlyRouteAsync(30);
        Assert.Equal(("GET /orders/{id}/lines", "path"), (route.Name, route.Attribution));
    }

    [Fact]
    public async Task Names_fallbacks_groups_and_endpoints_without_a_pattern()
    {
        await using var host = await TestHost.StartAsync(app =>
        {
            app.MapGroup("/v1").MapGroup("/shops").MapGet("{shop}", (string shop) => shop);
            app.MapFallback(() => "fallback");
            app.Use((context, next) =>
            {
                if (context.Request.Path == "/proxied")
                {
                    context.SetEndpoint(new Endpoint(inner => inner.Response.WriteAsync("proxied"), new EndpointMetadataCollection(new object()), "cluster-1"));
                }

                return next(context);
            });
        });

        await host.Client.GetAsync("/v1/shops/7", Cancel);
        await host.Client.GetAsync("/anything/else", Cancel);
        await host.Client.GetAsync("/proxied", Cancel);

        Assert.Equal(["GET /v1/shops/{shop}", "GET /{*path:nonfile}", "GET cluster-1"], (await host.HttpAsync(3)).Routes.Select(route => route.Name));
    }

    [Fact]
    public async Task Shares_one_slot_among_endpoints_of_one_method_and_template()
    {
        await using var host = await TestHost.StartAsync(app =>
        {
            app.MapGet("/who", () => "a").RequireHost("localhost");
            app.MapGet("/who", () => "b").RequireHost("127.0.0.1");
        });

        Assert.Equal("b", await host.Client.GetStringAsync("/who", Cancel));
        using var other = new HttpRequestMessage(HttpMethod.Get, "/who") { Headers = { Host = "localhost" } };
        Assert.Equal("a", await (await host.Client.SendAsync(other, Cancel)).Content.ReadAsStringAsync(Cancel));

        Assert.Equal("GET /who", (await host.OnlyRouteAsync(2)).Name);
    }

    [Fact]
    public async Task Shares_one_label_among_requests_that_match_nothing_and_keeps_them_out_of_the_reads()
    {
        await using var host = await TestHost.StartAsync(app => app.MapGet("/known", () => "x"));

        await host.Client.GetAsync("/unknown/1", Cancel);
        await host.Client.GetAsync("/unknown/2", Cancel);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await host.Client.PostAsync("/known", null, Cancel)).StatusCode);

        var routes = (await host.HttpAsync(3)).Routes;
        Assert.Equal(["GET (unmatched)", "POST (unmatched)"], routes.Select(route => route.Name));
        Assert.All(routes, route => Assert.Equal(RouteKind.Other, route.Kind));
    }

    [Fact]
    public async Task Knows_head_and_lumps_invented_methods_together()
    {
        await using var host = await TestHost.StartAsync(app => app.Map("/any", () => "x"));

        foreach (var method in (string[])["HEAD", "FOO", "BAR"])
        {
            await host.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), "/any"), Cancel);
        }

        var routes = (await host.HttpAsync(3)).Routes;
        Assert.Equal([("HEAD /any", RouteKind.Read), ("_OTHER /any", RouteKind.Other)], routes.Select(route => (route.Name, route.Kind)));
    }

    [Fact]
    public async Task Reads_the_status_of_grpc_calls_from_the_trailer_and_tells_streams_apart()
    {
        await using var host = await TestHost.StartAsync(
            app => app.MapGrpcService<GreeterService>(),
            builder => builder.Services.AddGrpc(),
            protocols: HttpProtocols.Http2);
        using var channel = GrpcChannel.ForAddress(host.Address);
        var client = new Greeter.GreeterClient(channel);

        for (var call = 0; call < 6; call++)
        {
            await client.GreetAsync(new GreetRequest { Name = "x" }, cancellationToken: Cancel);
            await client.LookAsync(new GreetRequest { Name = "x" }, cancellationToken: Cancel);
            var error = await Assert.ThrowsAsync<RpcException>(async () => await client.FailAsync(new GreetRequest(), cancellationToken: Cancel));
            Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        }

        using var stream = client.Watch(new GreetRequest { Name = "x" }, cancellationToken: Cancel);
        Assert.True(await stream.ResponseStream.MoveNext(Cancel));
        Assert.False(await stream.ResponseStream.MoveNext(Cancel));

        var routes = (await host.HttpAsync(19)).Routes.ToDictionary(route => route.Template);
        Assert.Equal(RouteKind.Write, routes["/healthkit.tests.Greeter/Greet"].Kind);
        Assert.Equal(RouteKind.Read, routes["/healthkit.tests.Greeter/Look"].Kind);
        Assert.Equal(RouteKind.Stream, routes["/healthkit.tests.Greeter/Watch"].Kind);
        Assert.Equal(1, routes["/healthkit.tests.Greeter/Fail"].ServerErrors);
        Assert.Equal(0, routes["/healthkit.tests.Greeter/Greet"].ServerErrors);
    }

    [Fact]
    public async Task Keeps_server_sent_events_apart_from_the_same_endpoints_other_answers()
    {
        await using var host = await TestHost.StartAsync(app => app.MapGet("/feed", (bool live) =>
            live ? Results.Text("data: 1\n\n", "text/event-stream") : Results.Text("1")));

        await host.Client.GetAsync("/feed?live=true", Cancel);
        await host.Client.GetAsync("/feed?live=false", Cancel);

        var routes = (await host.HttpAsync(2)).Routes;
        Assert.Equal([RouteKind.Read, RouteKind.Stream], routes.Select(route => route.Kind).Order());
    }

    [Fact]
    public async Task Counts_a_web_socket_as_a_stream()
    {
        await using var host = await TestHost.StartAsync(app =>
        {
            app.UseWebSockets();
            app.MapGet("/socket", async (HttpContext context) =>
            {
                using var accepted = await context.WebSockets.AcceptWebSocketAsync();
                await accepted.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
            });
        });

        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(host.Address) { Scheme = "ws", Path = "/socket" }.Uri, Cancel);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Cancel);

        Assert.Equal(("GET /socket", RouteKind.Stream), ((await host.OnlyRouteAsync()).Name, (await host.OnlyRouteAsync()).Kind));
    }

    [Fact]
    public async Task Leaves_health_kits_own_routes_and_scrapes_out()
    {
        await using var host = await TestHost.StartAsync(
            app =>
            {
                app.MapHealthAudit();
                app.MapGet("/metrics", () => "metrics");
                app.MapGet("/seen", () => "x");
            },
            environment: "Development");

        foreach (var path in (string[])["/health/live", "/health/ready", "/health/audit", "/metrics", "/seen"])
        {
            Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync(path, Cancel)).StatusCode);
        }

        Assert.Equal("GET /seen", (await host.OnlyRouteAsync()).Name);
    }
}
