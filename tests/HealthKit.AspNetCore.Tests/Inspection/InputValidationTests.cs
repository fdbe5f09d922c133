using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Hosts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Inspection;

/// <summary>6.6 on real hosts: rules that run, rules that do not, and rules that nobody can see.</summary>
public sealed class InputValidationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fails_rules_that_nothing_runs_and_passes_them_once_the_framework_does()
    {
        await using var idle = await TestHost.StartAsync(app => app.MapPost("/orders", (ValidatedOrder order) => order.Name ?? ""));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(idle, "/orders"));
        var failed = await idle.CheckAsync("6.6");
        Assert.Equal(Outcome.Fail, failed.Outcome);
        Assert.Equal(("POST /orders: ValidatedOrder", "its rules never run"), (failed.Offenders[0].Subject, failed.Offenders[0].Observed));

        await using var cured = await TestHost.StartAsync(
            app => app.MapPost("/orders", (ValidatedOrder order) => order.Name ?? ""),
            ValidatedHost.Validated);
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(cured, "/orders"));
        Assert.Equal(Outcome.Pass, (await cured.CheckAsync("6.6")).Outcome);
    }

    [Fact]
    public async Task Is_not_taken_in_by_validation_of_a_model_without_rules()
    {
        await using var host = await TestHost.StartAsync(
            app =>
            {
                app.MapPost("/ruleless", (RulelessOrder order) => order.Name);
                app.MapPost("/off", (ValidatedOrder order) => order.Name ?? "").DisableValidation();
                app.MapPost("/numbers", (Numbers numbers) => numbers.Count);
                app.MapGet("/search", (string q) => q);
                app.MapPost("/sign-out", ([FromForm] string returnUrl) => returnUrl).DisableAntiforgery();
            },
            ValidatedHost.Validated);

        var failed = await host.CheckAsync("6.6");

        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, "/off"));
        Assert.Equal(Outcome.Fail, failed.Outcome);
        Assert.Equal(
            [("POST /ruleless: RulelessOrder", "no rules"), ("POST /off: ValidatedOrder", "its rules never run")],
            failed.Offenders.Select(offender => (offender.Subject, offender.Observed)));
    }

    [Fact]
    public async Task Counts_what_an_api_controller_requires()
    {
        await using var host = await TestHost.StartAsync(
            app => app.MapControllers(),
            builder => builder.Services.AddControllers().AddApplicationPart(typeof(InputController).Assembly));

        var models = await ModelsAsync(host);

        Assert.Equal((2, true), models["POST /api/input/validated ValidatedOrder"]);
        Assert.Equal((1, true), models["POST /api/input/ruleless RulelessOrder"]);
        // Without [ApiController] the action itself may look at ModelState, or not.
        Assert.Equal((2, null), models["POST /input/plain ValidatedOrder"]);
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(host, "/api/input/ruleless"));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, "/input/plain"));
    }

    [Theory]
    [InlineData(false, Outcome.Unknown)]
    [InlineData(true, Outcome.Pass)]
    public async Task Knows_that_model_binding_runs_the_validators_that_are_registered(bool bound, Outcome expected)
    {
        await using var host = await TestHost.StartAsync(
            app => app.MapControllers(),
            builder =>
            {
                builder.Services.AddSingleton<IValidator<NullableOrder>, NullableValidator>();
                builder.Services.AddControllers(options =>
                {
                    if (bound)
                    {
                        options.ModelValidatorProviders.Insert(0, new FluentValidation.AspNetCore.FluentValidationModelValidatorProvider());
                    }
                }).ConfigureApplicationPartManager(static parts => parts.FeatureProviders.Add(new OneController(typeof(ValidatorController))));
            });

        Assert.Equal(expected, (await host.CheckAsync("6.6")).Outcome);
    }

    [Fact]
    public async Task Takes_the_fields_of_a_form_for_a_model()
    {
        await using var host = await TestHost.StartAsync(
            app =>
            {
                app.MapControllers();
                app.MapRazorPages();
            },
            builder =>
            {
                builder.Services.AddControllers().AddApplicationPart(typeof(FormController).Assembly);
                builder.Services.AddRazorPages();
            });

        var models = await ModelsAsync(host);

        // Two parameters that are never null and one attribute; whether the page looks at ModelState is its own affair.
        Assert.Equal((3, null), models["* /live LiveModel"]);
        Assert.Equal((0, false), models["POST /form/bare Bare"]);
        Assert.Equal((2, null), models["POST /form/required Required"]);
        Assert.DoesNotContain(models.Keys, key => key.Contains("/doors", StringComparison.Ordinal) || key.Contains("/basket", StringComparison.Ordinal) || key.Contains("/form/one", StringComparison.Ordinal) || key.Contains("/form/find", StringComparison.Ordinal));
        Assert.Contains(("POST /form/bare: Bare", "no rules"), (await host.CheckAsync("6.6")).Offenders.Select(offender => (offender.Subject, offender.Observed)));
    }

    [Fact]
    public async Task Says_which_input_it_cannot_see_into()
    {
        await using var filtered = await TestHost.StartAsync(app => app.MapPost("/orders", (ValidatedOrder order) => order.Name ?? "").AddEndpointFilter((context, next) => next(context)));
        Assert.Equal(Outcome.Unknown, (await filtered.CheckAsync("6.6")).Outcome);

        await using var registered = await TestHost.StartAsync(
            app => app.MapPost("/orders", (RulelessOrder order) => order.Name),
            builder => builder.Services.AddSingleton<IValidator<RulelessOrder>, RulelessValidator>());
        Assert.Equal(Outcome.Unknown, (await registered.CheckAsync("6.6")).Outcome);

        await using var raw = await TestHost.StartAsync(app => app.MapPost("/orders", async (HttpRequest request) => await new StreamReader(request.Body).ReadToEndAsync(Cancel)));
        Assert.Equal(Outcome.Unknown, (await raw.CheckAsync("6.6")).Outcome);
    }

    [Fact]
    public async Task Does_not_apply_where_nothing_is_bound()
    {
        await using var host = await TestHost.StartAsync(app => app.MapGet("/orders/{id}", (int id) => id));

        Assert.Equal(Outcome.NotApplicable, (await host.CheckAsync("6.6")).Outcome);
    }

    [Fact]
    public async Task Unfolds_parameters_that_stand_in_one_type()
    {
        await using var host = await TestHost.StartAsync(
            app => app.MapGet("/orders", ([AsParameters] OrderQuery query) => query.Text),
            ValidatedHost.Validated);

        Assert.Equal((1, true), (await ModelsAsync(host))["GET /orders OrderQuery"]);
        Assert.Equal(HttpStatusCode.BadRequest, (await host.Client.GetAsync("/orders?text=muchtoolong", Cancel)).StatusCode);
    }

    private static async Task<Dictionary<string, (int?, bool?)>> ModelsAsync(TestHost host) =>
        (await host.RefreshAsync<EndpointTableEvidence>()).Endpoints.SelectMany(endpoint => endpoint.BoundModels.Select(model => (Key: $"{endpoint.Name} {model.Type}", Model: model)))
            .ToDictionary(pair => pair.Key, pair => (pair.Model.Rules, pair.Model.RulesRun));

    private static async Task<HttpStatusCode> PostAsync(TestHost host, string path) => (await host.Client.PostAsJsonAsync(path, new { }, Cancel)).StatusCode;

    public interface IValidator<T>
    {
        bool Validate(T model);
    }

    public sealed class RulelessValidator : IValidator<RulelessOrder>
    {
        public bool Validate(RulelessOrder model) => model.Name.Length > 0;
    }

    public sealed class NullableValidator : IValidator<NullableOrder>
    {
        public bool Validate(NullableOrder model) => model.Name is not null;
    }

    public sealed class NullableOrder
    {
        public string? Name { get; init; }
    }

    // The test's assembly holds more than one host's controllers.
    private sealed class OneController(Type controller) : IApplicationFeatureProvider<ControllerFeature>
    {
        public void PopulateFeature(IEnumerable<ApplicationPart> parts, ControllerFeature feature)
        {
            feature.Controllers.Clear();
            feature.Controllers.Add(controller.GetTypeInfo());
        }
    }

    public sealed record Numbers(int Count, decimal Price);

    public sealed class OrderQuery
    {
        [StringLength(5)]
        public string? Text { get; init; }
    }
}

public sealed class ValidatedOrder
{
    [Required]
    public string? Name { get; init; }

    [StringLength(10)]
    public string? Note { get; init; }
}

public sealed class RulelessOrder
{
    public string Name { get; init; } = null!;
}

[ApiController, Route("api/input")]
public sealed class InputController : ControllerBase
{
    [HttpPost("validated")]
    public IActionResult Validated(ValidatedOrder order) => Ok(order);

    [HttpPost("ruleless")]
    public IActionResult Ruleless(RulelessOrder order) => Ok(order);
}

[ApiController, Route("validator")]
public sealed class ValidatorController : ControllerBase
{
    [HttpPost]
    public IActionResult Post(InputValidationTests.NullableOrder order) => Ok(order);
}

[Route("form")]
public sealed class FormController : ControllerBase
{
    [HttpPost("bare")]
    public IActionResult Bare(string? name, string? mail) => Ok(name + mail);

    [HttpPost("required")]
    public IActionResult Required(string name, [FromForm] string mail) => Ok(name + mail);

    [HttpPost("one/{id}")]
    public IActionResult One(string id, string? returnUrl) => Ok(id + returnUrl);

    [HttpGet("find")]
    public IActionResult Find(string? name, string? mail) => Ok(name + mail);
}

[Route("input")]
public sealed class PlainInputController : ControllerBase
{
    [HttpPost("plain")]
    public IActionResult Plain([FromBody] ValidatedOrder order) => Ok(order);
}
