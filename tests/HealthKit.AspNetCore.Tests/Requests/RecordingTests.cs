using System.Net;
using System.Net.Sockets;
using System.Text;
using HealthKit.Evidence;
using HealthKit.Hosts;
using HealthKit.Signals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace HealthKit.Requests;

public sealed class RecordingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keeps_the_first_five_requests_of_a_route_and_the_first_seconds_apart()
    {
        var time = new FakeTimeProvider();
        await using var host = await TestHost.StartAsync(
            app => app.MapGet("/a", () => "a"),
            builder => builder.Services.AddSingleton<TimeProvider>(time),
            options => options.WarmUp = TimeSpan.FromSeconds(10));

        await SendAsync(host, "/a", 8);
        Assert.Equal((8, 0), Split(await host.OnlyRouteAsync(8)));

        time.Advance(TimeSpan.FromSeconds(11));
        await SendAsync(host, "/a", 3);
        Assert.Equal((8, 3), Split(await host.OnlyRouteAsync(11)));

        static (long WarmUp, long Measured) Split(RouteEvidence route) => (route.WarmUp, route.SinceStart.Count);
    }

    [Fact]
    public async Task Counts_an_aborted_request_as_a_lower_bound_and_as_no_server_error()
    {
        var entered = new SemaphoreSlim(0);
        await using var host = await TestHost.StartAsync(app => app.MapGet("/slow", async (HttpContext context) =>
        {
            if (context.Request.Query.ContainsKey("wait"))
            {
                entered.Release();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }
        }));
        await SendAsync(host, "/slow", 5);

        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(IPAddress.Loopback, host.Address.Port, Cancel);
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /slow?wait=1 HTTP/1.1\r\nHost: localhost\r\n\r\n"), Cancel);
            Assert.True(await entered.WaitAsync(TimeSpan.FromSeconds(20), Cancel));
        }

        var route = await host.OnlyRouteAsync(6);
        Assert.Equal((1, 0, 1), (route.Aborted, route.ServerErrors, route.SinceStart.Count));
    }

    [Fact]
    public async Task Lets_an_exception_pass_unchanged()
    {
        var expected = new InvalidOperationException("as thrown");
        Exception? seen = null;
        await using var host = await TestHost.StartAsync(
            app => app.Run(_ => throw expected),
            builder => builder.Services.AddSingleton<IStartupFilter>(new Spy(exception => seen = exception)));

        await host.Client.GetAsync("/", Cancel);

        Assert.Same(expected, seen);
    }

    [Fact]
    public async Task Comes_before_the_startup_filters_that_a_host_registered_earlier()
    {
        await using var host = await TestHost.StartAsync(
            app => app.MapGet("/a", () => "a"),
            before: builder => builder.Services.AddSingleton<IStartupFilter>(new ShortCircuit()));

        Assert.Equal("short", await host.Client.GetStringAsync("/short", Cancel));

        Assert.Equal("GET (unmatched)", (await host.OnlyRouteAsync()).Name);
    }

    [Fact]
    public async Task Gives_each_request_a_scope_of_its_own_that_ends_with_it()
    {
        var observer = new RecordingObserver();
        var gate = new TaskCompletionSource();
        RequestScope? late = null;
        var background = Task.CompletedTask;
        await using var host = await TestHost.StartAsync(
            app => app.MapGet("/a", async () =>
            {
                await Task.Yield();
                RequestScope.Current!.CountRoundTrip();
                background = Task.Run(async () =>
                {
                    await gate.Task;
                    late = RequestScope.Current;
                });
                return "a";
            }),
            builder => builder.Services.AddSingleton<IRequestObserver>(observer));

        await SendAsync(host, "/a", 2);
        await host.HttpAsync(2);
        gate.SetResult();
        await background;

        Assert.Null(late);
        Assert.Equal([("GET /a", 1), ("GET /a", 1)], observer.Seen.Select(seen => (seen.Route, seen.RoundTrips)));
        Assert.Equal(2, observer.Seen.Select(seen => seen.Scope).Distinct().Count());
    }

    [Fact]
    public async Task Survives_an_observer_that_throws_and_says_so_once()
    {
        await using var host = await TestHost.StartAsync(
            app => app.MapGet("/a", () => "a"),
            builder => builder.Services.AddSingleton<IRequestObserver, ThrowingObserver>());

        await SendAsync(host, "/a", 3);
        await host.HttpAsync(3);

        Assert.Single(host.Log.GetSnapshot(), record => record.Id.Id == 2001 && record.Level == LogLevel.Warning);
    }

    [Fact]
    public async Task Shares_the_overflow_slot_among_routes_beyond_the_capacity_and_says_so()
    {
        await using var host = await TestHost.StartAsync(
            app =>
            {
                for (var route = 0; route < 14; route++)
                {
                    app.MapGet($"/r{(char)('a' + route)}", () => "x");
                }
            },
            options: options => options.RouteCapacity = 10);

        for (var route = 0; route < 14; route++)
        {
            await SendAsync(host, $"/r{(char)('a' + route)}", 1);
        }

        var http = await host.HttpAsync(14);
        Assert.Equal((10, 4), (http.Routes.Count, http.OverflowRequests));
    }

    private static async Task SendAsync(TestHost host, string path, int times)
    {
        for (var time = 0; time < times; time++)
        {
            Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync(path, Cancel)).StatusCode);
        }
    }

    private sealed class Spy(Action<Exception> seen) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (HttpContext context, RequestDelegate inner) =>
            {
                try
                {
                    await inner(context);
                }
                catch (Exception exception)
                {
                    seen(exception);
                    throw;
                }
            });
            next(app);
        };
    }

    private sealed class ShortCircuit : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((HttpContext context, RequestDelegate inner) => context.Request.Path == "/short" ? context.Response.WriteAsync("short") : inner(context));
            next(app);
        };
    }
}
