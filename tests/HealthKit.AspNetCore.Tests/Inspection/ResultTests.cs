using System.ComponentModel.DataAnnotations;
using System.Net;
using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Hosts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Inspection;

/// <summary>8.7 by inspection on real hosts.</summary>
public sealed class ResultTests
{
    [Fact]
    public async Task Tells_lists_from_single_things_and_from_what_is_not_declared()
    {
        await using var host = await TestHost.StartAsync(app =>
        {
            app.MapGet("/list", () => new List<Line>());
            app.MapGet("/typed", () => TypedResults.Ok<Line[]>([]));
            app.MapGet("/either", Results<Ok<IReadOnlyList<Line>>, NotFound> () => TypedResults.NotFound());
            app.MapGet("/stream", () => Stream());
            app.MapGet("/page", () => new Page<Line>([], null));
            app.MapGet("/wrapped", () => new Answer<Page<Line>>(true, "ok", new([], null)));
            app.MapGet("/articles", () => new Articles([], 0));
            app.MapGet("/declared", () => Results.Ok()).Produces<Line[]>();
            app.MapGet("/tags", () => new Codes(["a"]));
            app.MapPost("/find", () => new Articles([], 0));
            app.MapGet("/one", () => new Line(1, "a"));
            app.MapPost("/recovery-codes", () => new Codes(["a"]));
            app.MapGet("/order", () => new Order(1, "a", []));
            app.MapGet("/text", () => "text");
            app.MapGet("/bytes", () => TypedResults.Bytes(Array.Empty<byte>()));
            app.MapGet("/nothing", () => { });
            app.MapGet("/opaque", () => Results.Ok(new List<Line>()));
            app.MapGet("/raw", (HttpContext context) => context.Response.WriteAsync("[]", TestContext.Current.CancellationToken));
        });

        var returns = (await host.RefreshAsync<EndpointTableEvidence>()).Endpoints.ToLookup(endpoint => endpoint.ReturnsCollection, endpoint => endpoint.Template);

        Assert.Equal(["/list", "/typed", "/either", "/stream", "/page", "/wrapped", "/articles", "/declared", "/tags", "/find"], returns[true]);
        Assert.Equal(["/one", "/recovery-codes", "/order", "/text", "/bytes", "/nothing"], returns[false]);
        Assert.Equal(["/opaque", "/raw"], returns[null]);
    }

    [Fact]
    public async Task Fails_a_list_without_pages_and_passes_it_with_pages_or_a_reason()
    {
        await using var endless = await TestHost.StartAsync(app => app.MapGet("/orders", (int? page) => new List<Line>()));
        var failed = await endless.CheckAsync("8.7");
        Assert.Equal(Outcome.Fail, failed.Outcome);
        Assert.Contains("takes page, but no page size", failed.Offenders[0].Observed, StringComparison.Ordinal);

        await using var paged = await TestHost.StartAsync(
            app =>
            {
                app.MapGet("/orders", ([Range(1, 100)] int page_size, string? after) => new List<Line>());
                app.MapGet("/lines", ([AsParameters] PageQuery query) => new List<Line>());
                app.MapGet("/weekdays", () => new List<Line>()).WithBoundedResults("there are seven");
            },
            ValidatedHost.Validated);
        Assert.Equal(Outcome.Pass, (await paged.CheckAsync("8.7")).Outcome);
        var table = await paged.RefreshAsync<EndpointTableEvidence>();
        Assert.Equal(("page_size", "after", 100L), (table.Endpoints[0].PageSizeParameter, table.Endpoints[0].PagePositionParameter, table.Endpoints[0].PageSizeMaximum));
        Assert.Equal(("Limit", "Offset"), (table.Endpoints[1].PageSizeParameter, table.Endpoints[1].PagePositionParameter));

        await using var opaque = await TestHost.StartAsync(app => app.MapGet("/orders", () => Results.Ok(new List<Line>())));
        Assert.Equal(Outcome.Unknown, (await opaque.CheckAsync("8.7")).Outcome);

        await using var none = await TestHost.StartAsync(app => app.MapGet("/one", () => new Line(1, "a")));
        Assert.Equal(Outcome.NotApplicable, (await none.CheckAsync("8.7")).Outcome);
    }

    [Fact]
    public async Task Takes_a_rule_of_an_action_for_a_maximum_only_where_it_refuses()
    {
        await using var host = await TestHost.StartAsync(
            app => app.MapControllers(),
            builder => builder.Services.AddControllers().AddApplicationPart(typeof(PagedController).Assembly));

        var maxima = (await host.RefreshAsync<EndpointTableEvidence>()).Endpoints.Where(endpoint => endpoint.PageSizeParameter == "pageSize").ToDictionary(endpoint => endpoint.Template, endpoint => endpoint.PageSizeMaximum);

        Assert.Equal((100L, (long?)null), (maxima["/paged/api"], maxima["/paged/plain"]));
        Assert.Equal(HttpStatusCode.BadRequest, (await host.Client.GetAsync("/paged/api?pageSize=101", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/paged/plain?pageSize=101", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Takes_an_order_with_its_items_for_one_thing_and_a_page_of_items_for_a_list()
    {
        await using var one = await TestHost.StartAsync(app =>
        {
            app.MapGet("/orders/{id}", (int id) => new OrderWithItems(id, "Pending", []));
            app.MapGet("/carts/{id}", (int id) => TypedResults.Ok(new CartWithItems(Guid.Empty, DateTimeOffset.UnixEpoch, [])));
        });
        Assert.Equal(Outcome.NotApplicable, (await one.CheckAsync("8.7")).Outcome);

        await using var list = await TestHost.StartAsync(app =>
        {
            app.MapGet("/orders", () => new OrdersOfUser(7, "a", []));
            app.MapGet("/found", () => new Search(7, "a", []));
        });
        Assert.Equal(["GET /found", "GET /orders"], (await list.CheckAsync("8.7")).Offenders.Select(static offender => offender.Subject).Order(StringComparer.Ordinal));
    }

    private static async IAsyncEnumerable<Line> Stream()
    {
        await Task.Yield();
        yield break;
    }

    public sealed record Line(int Id, string Name);

    public sealed record Order(int Id, string Customer, IReadOnlyList<Line> Lines);

    public sealed record OrderWithItems(int OrderId, string Status, IReadOnlyList<Line> Items);

    public sealed record CartWithItems(Guid Id, DateTimeOffset UpdatedAt, IReadOnlyList<Line> Items);

    public sealed record OrdersOfUser(int UserId, string Name, IReadOnlyList<Line> Items);

    public sealed record Search(int Id, string Query, IReadOnlyList<Line> Results);

    public sealed record Page<T>(IReadOnlyList<T> Things, string? Next);

    public sealed record Answer<T>(bool Success, string Message, T Data);

    public sealed record Articles(IReadOnlyList<Line> All, int Count);

    public sealed record Codes(IReadOnlyList<string> All);

    public sealed record PageQuery(int Limit, int Offset);
}

[ApiController, Route("paged/api")]
public sealed class PagedController : ControllerBase
{
    [HttpGet]
    public ActionResult<int[]> List([Range(1, 100)] int pageSize = 20, int page = 1) => Ok(new[] { page, pageSize });
}

[Route("paged/plain")]
public sealed class PlainPagedController : Controller
{
    [HttpGet]
    public ActionResult<int[]> List([Range(1, 100)] int pageSize = 20, int page = 1) => Ok(new[] { page, pageSize });
}
