using System.Net;
using System.Net.Http.Json;
using FastEndpoints;
using FluentValidation;
using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Hosts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace HealthKit.Inspection;

/// <summary>6.6 and 8.7 where FastEndpoints binds and validates behind a handler that takes no parameters.</summary>
public sealed class FastEndpointTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Knows_what_they_bind_and_whether_their_rules_run()
    {
        await using var host = await StartAsync(typeof(CreateItem), typeof(RenameItem));
        Assert.Equal(HttpStatusCode.BadRequest, (await host.Client.PostAsJsonAsync("/items", new { name = "" }, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.Client.PutAsJsonAsync("/items", new { name = "" }, Cancel)).StatusCode);

        var red = await host.CheckAsync("6.6");
        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Equal(("PUT /items: RenameItemRequest", "no rules"), (Assert.Single(red.Offenders).Subject, red.Offenders[0].Observed));

        await using var cured = await StartAsync(typeof(CreateItem), typeof(ListItems));
        Assert.Equal(Outcome.Pass, (await cured.CheckAsync("6.6")).Outcome);

        await using var lenient = await StartAsync(typeof(LenientItem));
        Assert.Equal(HttpStatusCode.OK, (await lenient.Client.PostAsJsonAsync("/lenient", new { name = "" }, Cancel)).StatusCode);
        Assert.Equal(Outcome.Unknown, (await lenient.CheckAsync("6.6")).Outcome);

        await using var plain = await StartAsync(typeof(AllItems));
        Assert.Equal(Outcome.NotApplicable, (await plain.CheckAsync("6.6")).Outcome);
    }

    [Fact]
    public async Task Finds_the_page_that_they_take_and_misses_the_one_that_they_do_not()
    {
        await using var red = await StartAsync(typeof(ListItems), typeof(AllItems));
        var failed = await red.CheckAsync("8.7");
        Assert.Equal((Outcome.Fail, "GET /all"), (failed.Outcome, Assert.Single(failed.Offenders).Subject));

        await using var cured = await StartAsync(typeof(ListItems));
        var endpoint = (await cured.RefreshAsync<EndpointTableEvidence>()).Endpoints.Single(static endpoint => endpoint.Template == "/items");
        Assert.Equal(("PageSize", "PageNumber"), (endpoint.PageSizeParameter, endpoint.PagePositionParameter));
        Assert.Equal(Outcome.Pass, (await cured.CheckAsync("8.7")).Outcome);
    }

    [Fact]
    public async Task Does_not_call_what_reads_the_request_itself_without_a_page_or_without_a_body()
    {
        await using var host = await TestHost.StartAsync(app =>
        {
            app.MapGet("/raw", static context => context.Response.WriteAsJsonAsync(new List<Item>(), Cancel)).WithMetadata(new ProducesResponseTypeMetadata(200, typeof(List<Item>), ["application/json"]));
            app.MapPost("/raw", static async (HttpRequest request) => (await request.ReadFromJsonAsync<Item>(Cancel))!.Name).Accepts<Item>("application/json");
        });
        var pages = await host.CheckAsync("8.7");
        Assert.Equal((Outcome.Unknown, "GET /raw"), (pages.Outcome, Assert.Single(pages.Offenders).Subject));
        var input = await host.CheckAsync("6.6");
        Assert.Equal((Outcome.Unknown, "POST /raw"), (input.Outcome, Assert.Single(input.Offenders).Subject));
        Assert.Contains("it declares a body, Item, that none of its parameters takes", input.Offenders[0].Observed, StringComparison.Ordinal);
    }

    private static Task<TestHost> StartAsync(params Type[] endpoints) => TestHost.StartAsync(
        static app => app.UseFastEndpoints(),
        builder => builder.Services.AddFastEndpoints(discovery =>
        {
            discovery.DisableAutoDiscovery = true;
            discovery.Assemblies = [typeof(FastEndpointTests).Assembly];
            discovery.Filter = type => endpoints.Contains(type) || type.IsAssignableTo(typeof(global::FluentValidation.IValidator));
        }));
}

public sealed record Item(int Id, string Name);

public sealed class CreateItemRequest
{
    public string Name { get; set; } = "";
}

public sealed class CreateItemValidator : Validator<CreateItemRequest>
{
    public CreateItemValidator() => RuleFor(static item => item.Name).NotEmpty();
}

public sealed class CreateItem : Endpoint<CreateItemRequest, Item>
{
    public override void Configure()
    {
        Post("/items");
        AllowAnonymous();
    }

    public override Task HandleAsync(CreateItemRequest req, CancellationToken ct) => Send.OkAsync(new Item(1, req.Name), ct);
}

public sealed class RenameItemRequest
{
    public string Name { get; set; } = "";
}

public sealed class RenameItem : Endpoint<RenameItemRequest, Item>
{
    public override void Configure()
    {
        Put("/items");
        AllowAnonymous();
    }

    public override Task HandleAsync(RenameItemRequest req, CancellationToken ct) => Send.OkAsync(new Item(1, req.Name), ct);
}

public sealed class LenientItemRequest
{
    public string Name { get; set; } = "";
}

public sealed class LenientItemValidator : Validator<LenientItemRequest>
{
    public LenientItemValidator() => RuleFor(static item => item.Name).NotEmpty();
}

public sealed class LenientItem : Endpoint<LenientItemRequest, Item>
{
    public override void Configure()
    {
        Post("/lenient");
        AllowAnonymous();
        DontThrowIfValidationFails();
    }

    public override Task HandleAsync(LenientItemRequest req, CancellationToken ct) => Send.OkAsync(new Item(1, req.Name), ct);
}

public sealed class ItemPage
{
    public int? PageNumber { get; set; }

    public int? PageSize { get; set; }
}

public sealed class ListItemsRequest
{
    [FromQuery]
    public ItemPage Page { get; set; } = new();
}

public sealed class ListItems : Endpoint<ListItemsRequest, List<Item>>
{
    public override void Configure()
    {
        Get("/items");
        AllowAnonymous();
    }

    public override Task HandleAsync(ListItemsRequest req, CancellationToken ct) => Send.OkAsync([new Item(1, "one")], ct);
}

public sealed class AllItems : EndpointWithoutRequest<List<Item>>
{
    public override void Configure()
    {
        Get("/all");
        AllowAnonymous();
    }

    public override Task HandleAsync(CancellationToken ct) => Send.OkAsync([new Item(1, "one")], ct);
}
