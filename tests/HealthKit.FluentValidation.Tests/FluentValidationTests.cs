using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using FluentValidation;
using FluentValidation.Internal;
using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Signals;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.FluentValidation.Tests;

/// <summary>6.6 where FluentValidation holds the rules, on real hosts.</summary>
public sealed class FluentValidationTests
{
    private const int Enough = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fails_a_validator_that_nobody_calls_and_passes_it_once_requests_go_through_it()
    {
        await using var idle = await StartAsync(static app => app.MapPost("/orders", static (Order order) => order.Name));
        await PostAsync(idle, "/orders", Enough - 1);
        Assert.Equal(Outcome.Unknown, await OutcomeAsync(idle, "/orders", Enough - 1));
        await PostAsync(idle, "/orders", 1);
        Assert.Equal(Outcome.Fail, await OutcomeAsync(idle, "/orders", Enough));

        await using var called = await StartAsync(static app => app.MapPost("/orders", static IResult (Order order, IValidator<Order> validator) =>
            validator.Validate(order).IsValid ? Results.Ok(order.Name) : Results.BadRequest()));
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(called, "/orders", 1, "")).StatusCode);
        Assert.Equal(Outcome.Unknown, await OutcomeAsync(called, "/orders", 0));
        await PostAsync(called, "/orders", Enough);
        Assert.Equal(Outcome.Pass, await OutcomeAsync(called, "/orders", Enough));
    }

    [Fact]
    public async Task Sees_rules_wherever_they_are_called()
    {
        await using var host = await StartAsync(static app =>
        {
            app.MapPost("/filter", static (Order order) => order.Name).AddEndpointFilter(static async (context, next) =>
            {
                await context.HttpContext.RequestServices.GetRequiredService<IValidator<Order>>().ValidateAndThrowAsync(context.GetArgument<Order>(0), Cancel);
                return await next(context);
            });
            app.MapPost("/made", static (Order order) =>
            {
                new OrderValidator().Validate(order, options => options.IncludeRuleSets("default"));
                return order.Name;
            });
            // The model is turned into a command, and that is validated.
            app.MapPost("/command", static (Draft draft) =>
            {
                new OrderValidator().ValidateAndThrow(new Order(draft.Title));
                return draft.Title;
            });
        });
        foreach (var path in (string[])["/filter", "/made", "/command"])
        {
            await PostAsync(host, path, Enough);
            Assert.Equal((true, (int?)null), await ModelAsync(host, path, Enough));
        }

        Assert.Equal(Outcome.Pass, await OutcomeAsync(host, "/command", Enough));
    }

    [Fact]
    public async Task Accuses_nobody_whose_rules_are_chosen_out_of_its_sight()
    {
        await using var host = await StartAsync(static app =>
        {
            app.MapPost("/chosen", static IResult (Order order) =>
                new OrderValidator().Validate(order, static options => options.UseCustomSelector(new Everything())).IsValid ? Results.Ok(order.Name) : Results.BadRequest());
            // Called, but none of its rules belongs to the default set.
            app.MapPost("/none", static (Order order) => new OrderValidator().Validate(order, static options => options.IncludeRuleSets("other")).IsValid);
        });
        await PostAsync(host, "/chosen", Enough);
        Assert.Equal((null, (int?)null), await ModelAsync(host, "/chosen", Enough));
        Assert.Equal(Outcome.Unknown, await OutcomeAsync(host, "/chosen", Enough));

        await PostAsync(host, "/none", Enough);
        Assert.Equal((false, (int?)null), await ModelAsync(host, "/none", Enough));
    }

    [Fact]
    public async Task Marks_no_request_for_work_that_outlives_it_and_touches_nothing_of_the_requests()
    {
        var validated = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await StartAsync(app => app.MapPost("/late", (Order order, HttpContext context) =>
        {
            context.Response.OnCompleted(() =>
            {
                ended.TrySetResult();
                return Task.CompletedTask;
            });
            _ = Task.Run(async () =>
            {
                await ended.Task;
                validated.TrySetResult(Record.Exception(() => new OrderValidator().Validate(order)));
            });
            var before = context.Features.Revision;
            Parallel.For(0, 8, _ => new OrderValidator().Validate(order));
            return context.Features.Revision == before ? Results.Ok() : Results.StatusCode(500);
        }));
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(host, "/late", 1)).StatusCode);
        Assert.Null(await validated.Task.WaitAsync(Patience, Cancel));
    }

    [Fact]
    public async Task Is_not_taken_in_by_rules_that_run_elsewhere_or_now_and_then()
    {
        await using var host = await StartAsync(static app =>
        {
            app.MapPost("/bare", static (Order order) => order.Name);
            app.MapPost("/sometimes", static (Order order, HttpContext context) =>
            {
                if (context.Request.Headers.ContainsKey("Careful"))
                {
                    new OrderValidator().Validate(order);
                }

                return order.Name;
            });
            app.MapGet("/elsewhere", static () => new OrderValidator().Validate(new Order("a")).IsValid);
        });
        using var client = Client(host);
        for (var request = 0; request < Enough; request++)
        {
            await client.GetStringAsync("/elsewhere", Cancel);
        }

        await PostAsync(host, "/bare", Enough);
        await PostAsync(host, "/sometimes", Enough / 2);
        client.DefaultRequestHeaders.Add("Careful", "yes");
        for (var request = 0; request < Enough / 2; request++)
        {
            (await client.PostAsJsonAsync("/sometimes", new Order("a"), Cancel)).Dispose();
        }

        Assert.Equal((false, (int?)null), await ModelAsync(host, "/bare", Enough));
        Assert.Equal((null, (int?)null), await ModelAsync(host, "/sometimes", Enough));
    }

    private static async Task<WebApplication> StartAsync(Action<WebApplication> map)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddScoped<IValidator<Order>, OrderValidator>();
        builder.Services.AddHealthAudit(static options => (options.DrainDelay, options.StateDirectory) = (TimeSpan.Zero, "/dev/null/none")).AddFluentValidation().AddFluentValidation();
        // Told after the package's own.
        builder.Services.AddSingleton<Completed>().AddSingleton<IRequestObserver>(static services => services.GetRequiredService<Completed>());
        var app = builder.Build();
        map(app);
        await app.StartAsync(Cancel);
        return app;
    }

    private static HttpClient Client(WebApplication app) => new() { BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()) };

    private static async Task<HttpResponseMessage> PostAsync(WebApplication app, string path, int times, string name = "a")
    {
        using var client = Client(app);
        HttpResponseMessage? last = null;
        for (var request = 0; request < times; request++)
        {
            last = await client.PostAsJsonAsync(path, new { name, title = name }, Cancel);
        }

        return last!;
    }

    // A response reaches the client a moment before its request is counted.
    private static async Task<(bool? RulesRun, int? Rules)> ModelAsync(WebApplication app, string path, long accepted)
    {
        var completed = app.Services.GetRequiredService<Completed>();
        await Eventually.TrueAsync(() => Task.FromResult(completed.Accepted($"POST {path}") == accepted), Patience, "all requests are counted", Cancel);
        var store = app.Services.GetRequiredService<EvidenceStore>();
        await store.RefreshAsync(store.Sources.Single(static source => source.Kinds.Contains(typeof(EndpointTableEvidence))), Cancel);
        var model = (await store.CollectAsync(Cancel)).Find<EndpointTableEvidence>()!.Endpoints.Single(one => one.Template == path).BoundModels.Single();
        return (model.RulesRun, model.Rules);
    }

    private static async Task<Outcome> OutcomeAsync(WebApplication app, string path, long accepted)
    {
        await ModelAsync(app, path, accepted);
        var set = await app.Services.GetRequiredService<EvidenceStore>().CollectAsync(Cancel);
        return app.Services.GetRequiredService<Auditor>().Audit(set).Checks.Single(static check => check.Id == "6.6").Outcome;
    }

    internal sealed record Order(string Name);

    internal sealed record Draft(string Title);

    internal sealed class OrderValidator : AbstractValidator<Order>
    {
        public OrderValidator() => RuleFor(static order => order.Name).NotEmpty();
    }

    private sealed class Everything : IValidatorSelector
    {
        public bool CanExecute(IValidationRule rule, string propertyPath, IValidationContext context) => true;
    }

    private sealed class Completed : IRequestObserver
    {
        private readonly ConcurrentDictionary<string, long> _accepted = new();

        public long Accepted(string route) => _accepted.GetValueOrDefault(route);

        public void OnCompleted(RequestScope scope, RouteSlot route)
        {
            if (scope.Context is HttpContext { Response.StatusCode: >= 200 and < 400 })
            {
                _accepted.AddOrUpdate($"{route.Method} {route.Template}", 1, static (_, count) => count + 1);
            }
        }
    }
}
