using System.ComponentModel.DataAnnotations;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Hosts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Responses;

/// <summary>8.8, and the half of 8.7 that responses decide, on real hosts.</summary>
public sealed class ResponseSizeTests
{
    private static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fails_a_list_that_grows_and_passes_it_once_a_maximum_is_enforced()
    {
        await using var endless = await TestHost.StartAsync(static app => app.MapGet("/orders", static (int? pageSize, int? page) => Orders(pageSize ?? 20)));
        await GetAsync(endless, "/orders?pageSize=1001");
        var failed = await endless.CheckAsync("8.8");
        Assert.Equal((Outcome.Fail, "GET /orders"), (failed.Outcome, Assert.Single(failed.Offenders).Subject));
        Assert.Contains("1,001 items (limit 1,000)", failed.Offenders[0].Observed, StringComparison.Ordinal);

        await using var ruled = await TestHost.StartAsync(
            static app => app.MapGet("/orders", static ([Range(1, 100)] int? pageSize, int? page) => Orders(pageSize ?? 20)),
            ValidatedHost.Validated);
        await GetAsync(ruled, "/orders?pageSize=100", 1_000);
        Assert.Equal(Outcome.Pass, (await ruled.CheckAsync("8.8")).Outcome);
        Assert.Equal(Outcome.Pass, (await ruled.CheckAsync("8.7")).Outcome);
    }

    [Fact]
    public async Task Passes_a_clamp_that_it_saw_hold_and_no_list_that_merely_ended()
    {
        await using var host = await TestHost.StartAsync(static app =>
        {
            app.MapGet("/clamped", static (int? limit, int? offset) => new Page(Orders(Math.Min(limit ?? 20, 50)), 5_000));
            app.MapGet("/short", static (int? limit, int? offset) => new Page(Orders(37), 37));
            app.MapGet("/filtered", static (int? limit, int? offset) => new Page(Orders(offset ?? 0), 5_000));
        });
        for (var request = 0; request < 5; request++)
        {
            await GetAsync(host, "/clamped?limit=100000&offset=0");
            await GetAsync(host, "/short?limit=100000&offset=0");
            await GetAsync(host, $"/filtered?limit=100000&offset={request + 1}");
        }

        await GetAsync(host, "/clamped?limit=20");
        var routes = await RoutesAsync(host);
        Assert.Equal((50L, 20L, 50L), (routes["GET /clamped"].ClampedAt, routes["GET /clamped"].FewestItems, routes["GET /clamped"].MostItems));
        Assert.Null(routes["GET /short"].ClampedAt);
        Assert.Null(routes["GET /filtered"].ClampedAt);
        var verdict = await host.CheckAsync("8.8");
        Assert.Equal(Outcome.Unknown, verdict.Outcome);
        Assert.Equal(["GET /filtered", "GET /short"], verdict.Offenders.Select(static offender => offender.Subject).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Counts_bodies_whoever_wrote_them_and_leaves_them_as_they_were()
    {
        var large = new string('a', 1_048_577);
        await using var host = await TestHost.StartAsync(
            app =>
            {
                app.MapGet("/generated", static () => TypedResults.Json(Orders(3), OrderContext.Default.OrderArray));
                app.MapGet("/lazy", static () => LazyAsync(2_000));
                app.MapGet("/opaque", static () => Results.Ok(new { articles = Orders(4), articlesCount = 9 }));
                app.MapGet("/raw", static async (HttpContext context) =>
                {
                    context.Response.ContentType = "application/json";
                    foreach (var letter in "[[1,2],{\"a\":3}]")
                    {
                        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes([letter]));
                        await context.Response.Body.FlushAsync();
                    }
                });
                app.MapGet("/swapped", static async (HttpContext context) =>
                {
                    var original = context.Response.Body;
                    await using var memory = new MemoryStream();
                    context.Response.Body = memory;
                    await context.Response.WriteAsJsonAsync(Orders(5));
                    context.Response.Body = original;
                    memory.Position = 0;
                    await memory.CopyToAsync(original);
                });
                app.MapGet("/one", static () => new Order(1, "a"));
                app.MapGet("/text", () => large);
                app.MapGet("/page", static () => Results.Text("<p>x</p>", "text/html"));
                app.MapGet("/none", static () => Results.NoContent());
                app.MapGet("/missing", static () => Results.NotFound(Orders(9)));
                app.MapControllers();
            },
            static builder => builder.Services.AddControllers().AddApplicationPart(typeof(SizedController).Assembly));
        Assert.Equal(JsonSerializer.Serialize(Orders(3), JsonSerializerOptions.Web), await host.Client.GetStringAsync("/generated", Cancel));
        Assert.Equal(2_000, JsonDocument.Parse(await host.Client.GetStringAsync("/lazy", Cancel)).RootElement.GetArrayLength());
        Assert.Equal("[[1,2],{\"a\":3}]", await host.Client.GetStringAsync("/raw", Cancel));
        Assert.Equal(JsonSerializer.Serialize(Orders(5), Written), await host.Client.GetStringAsync("/swapped", Cancel));
        Assert.Equal(large, await host.Client.GetStringAsync("/text", Cancel));
        foreach (var path in (string[])["/opaque", "/one", "/page", "/none", "/missing", "/sized/list", "/sized/view"])
        {
            (await host.Client.GetAsync(path, Cancel)).Dispose();
        }

        var routes = await RoutesAsync(host, requests: 12);

        Assert.Equal(
            [("GET /generated", 3L), ("GET /lazy", 2_000L), ("GET /opaque", 4L), ("GET /raw", 2L), ("GET /sized/list", 6L), ("GET /swapped", 5L)],
            routes.Values.Where(static route => route.ListResponses == 1).Select(static route => (route.Route, route.MostItems!.Value)).OrderBy(static pair => pair.Route, StringComparer.Ordinal));
        Assert.Equal((1L, 0L), (routes["GET /one"].SingleResponses, routes["GET /one"].ListResponses));
        Assert.Equal(1_048_577, routes["GET /text"].LargestBytes);
        Assert.Equal((1L, 0L, 0L), (routes["GET /page"].Responses, routes["GET /page"].SingleResponses, routes["GET /page"].ListResponses));
        Assert.DoesNotContain("GET /none", routes.Keys);
        Assert.DoesNotContain("GET /missing", routes.Keys);
        var failed = await host.CheckAsync("8.8");
        Assert.Equal(["GET /text", "GET /lazy"], failed.Offenders.Select(static offender => offender.Subject));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Counts_before_compression(bool registeredFirst)
    {
        static void Compressed(WebApplicationBuilder builder) => builder.Services.AddResponseCompression();

        await using var host = await TestHost.StartAsync(
            static app =>
            {
                app.UseResponseCompression();
                app.MapGet("/orders", static () => Results.Ok(Orders(20_000)));
                app.MapGet("/written", static (HttpContext context) => context.Response.WriteAsJsonAsync(Orders(20_000), Cancel));
            },
            registeredFirst ? null : Compressed,
            before: registeredFirst ? Compressed : null);
        foreach (var path in (string[])["/orders", "/written"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
            using var response = await host.Client.SendAsync(request, Cancel);
            Assert.Equal("gzip", Assert.Single(response.Content.Headers.ContentEncoding));
            Assert.InRange((await response.Content.ReadAsByteArrayAsync(Cancel)).Length, 1, 400_000);
        }

        var length = JsonSerializer.SerializeToUtf8Bytes(Orders(20_000), Written).Length;
        Assert.True(length > 800_000);
        Assert.All((await RoutesAsync(host, requests: 2)).Values, route => Assert.Equal((length, 20_000), (route.LargestBytes, route.MostItems!.Value)));
    }

    [Fact]
    public async Task Says_which_route_something_else_compresses()
    {
        await using var host = await TestHost.StartAsync(static app => app.MapGet("/orders", static ([Range(1, 50)] int? size, int? page, HttpContext context) =>
        {
            context.Response.Headers.ContentEncoding = "br";
            return context.Response.WriteAsJsonAsync(Orders(3), Cancel);
        }).Produces<Order[]>(), ValidatedHost.Validated);
        await GetAsync(host, "/orders");
        await RoutesAsync(host);

        var spot = Assert.Single((await host.RefreshAsync<ResponseSizeEvidence>()).BlindSpots);

        Assert.Equal("GET /orders", spot.Subject);
        Assert.Equal(Outcome.Unknown, (await host.CheckAsync("8.8")).Outcome);
    }

    [Fact]
    public async Task Leaves_files_streams_and_static_assets_to_others()
    {
        await using var host = await TestHost.StartAsync(static app =>
        {
            app.UseStaticFiles(new StaticFileOptions { FileProvider = new Microsoft.Extensions.FileProviders.PhysicalFileProvider(AppContext.BaseDirectory), ServeUnknownFileTypes = true });
            app.MapGet("/events", static async (HttpContext context) =>
            {
                context.Response.ContentType = "text/event-stream";
                await context.Response.WriteAsync("data: 1\n\n", Cancel);
            });
            app.MapGet("/picture", static () => Results.Bytes(new byte[2_000_000], "image/png"));
            app.MapGet("/one", static () => "a");
        });
        foreach (var path in (string[])["/events", "/picture", "/one", "/HealthKit.dll"])
        {
            Assert.True((await host.Client.GetAsync(path, Cancel)).IsSuccessStatusCode, path);
        }

        using var head = new HttpRequestMessage(HttpMethod.Head, "/HealthKit.dll");
        (await host.Client.SendAsync(head, Cancel)).Dispose();
        Assert.Equal(["GET /one"], (await RoutesAsync(host, requests: 5)).Keys);
    }

    [Fact]
    public async Task Counts_over_http_2_too()
    {
        await using var host = await TestHost.StartAsync(static app => app.MapGet("/orders", static () => Orders(1_500)), protocols: HttpProtocols.Http2);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/orders") { Version = new Version(2, 0), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        (await host.Client.SendAsync(request, Cancel)).Dispose();

        Assert.Equal(1_500, (await RoutesAsync(host))["GET /orders"].MostItems);
    }

    [Fact]
    public async Task Knows_a_list_that_does_not_grow_by_thirty_answers_and_what_nobody_declared_by_as_many()
    {
        await using var host = await TestHost.StartAsync(static app =>
        {
            app.MapGet("/weekdays", static () => Results.Ok(Orders(7)));
            app.MapGet("/one", static () => Results.Ok(new Order(1, "a")));
        });
        await GetAsync(host, "/weekdays", 30);
        await GetAsync(host, "/one", 29);
        Assert.Equal(Outcome.Unknown, (await host.CheckAsync("8.7")).Outcome);

        await GetAsync(host, "/one");
        Assert.Equal(Outcome.Pass, (await host.CheckAsync("8.7")).Outcome);

        await using var growing = await TestHost.StartAsync(static app => app.MapGet("/orders", static (int many) => Results.Ok(Orders(many))));
        for (var many = 0; many < 30; many++)
        {
            await GetAsync(growing, $"/orders?many={many}");
        }

        var failed = await growing.CheckAsync("8.7");
        Assert.Equal(Outcome.Fail, failed.Outcome);
        Assert.Contains("up to 29 items returned", failed.Offenders[0].Observed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_blind_when_told_not_to_look()
    {
        await using var host = await TestHost.StartAsync(static app => app.MapGet("/orders", static () => new Order(1, "a")), options: static options => options.WatchResponses = false);
        await GetAsync(host, "/orders", 40);

        var verdict = await host.CheckAsync("8.8");

        Assert.Equal(Outcome.Unknown, verdict.Outcome);
        Assert.Contains("WatchResponses", verdict.Offenders[0].Remedy, StringComparison.Ordinal);
    }

    private static async Task GetAsync(TestHost host, string path, int times = 1)
    {
        for (var request = 0; request < times; request++)
        {
            using var response = await host.Client.GetAsync(path, Cancel);
            response.EnsureSuccessStatusCode();
            await response.Content.ReadAsByteArrayAsync(Cancel);
        }
    }

    private static async Task<Dictionary<string, RouteResponseEvidence>> RoutesAsync(TestHost host, long? requests = null)
    {
        await (requests is { } expected ? host.HttpAsync(expected) : Task.FromResult<HttpEvidence>(null!));
        await host.RefreshAsync<EndpointTableEvidence>();
        return (await host.RefreshAsync<ResponseSizeEvidence>()).Routes.ToDictionary(static route => route.Route);
    }

    private static Order[] Orders(int many) => [.. Enumerable.Range(0, many).Select(static id => new Order(id, $"Order \"{id}\" [{id}]"))];

    private static async IAsyncEnumerable<Order> LazyAsync(int many)
    {
        for (var id = 0; id < many; id++)
        {
            await Task.Yield();
            yield return new Order(id, "a");
        }
    }

    internal sealed record Page(IReadOnlyList<Order> Items, int Total);
}

internal sealed record Order(int Id, string Name);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Order[]))]
internal sealed partial class OrderContext : JsonSerializerContext;

[Route("sized")]
public sealed class SizedController : Controller
{
    [HttpGet("list")]
    public IActionResult List() => Ok(Enumerable.Range(0, 6));

    [HttpGet("view")]
    public IActionResult Text() => Content("[1,2,3]", "text/plain");
}
