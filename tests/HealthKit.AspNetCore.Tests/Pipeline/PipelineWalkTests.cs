using HealthKit.Hosts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Pipeline;

/// <summary>The shape of real pipelines: what HealthKit knows by name is found by name here, and a release that renames it fails here.</summary>
public sealed class PipelineWalkTests
{
    [Fact]
    public async Task Reads_the_order_the_lambdas_and_the_branches()
    {
        await using var host = await TestHost.StartAsync(
            app =>
            {
                app.UseExceptionHandler("/error");
                app.UseStaticFiles();
                app.Use(async (_, next) => await next());
                app.Use((context, next) => next(context));
                app.Use(next => context => next(context));
                app.UseMiddleware<PerRequest>();
                app.UseMiddleware<Needy>();
                app.Map("/branch", branch => branch.UseMiddleware<Needy>().Run(_ => Task.CompletedTask));
                app.UseWhen(_ => true, branch => branch.UseMiddleware<PerRequest>());
                app.UseCors(cors => cors.AllowAnyOrigin());
                app.UseRateLimiter();
                app.UseAuthorization();
                app.MapGet("/a", () => "a");
            },
            builder =>
            {
                builder.Services.AddCors().AddRateLimiter(_ => { }).AddAuthorization().AddTransient<PerRequest>();
                builder.Services.AddAuthentication();
            });

        var shape = host.App.Services.GetRequiredService<PipelineCapture>().Shape!;

        Assert.Null(shape.Unreadable);
        Assert.Equal(
            [
                "EndpointRoutingMiddleware", "AuthenticationMiddleware", "ExceptionHandlerMiddlewareImpl", "StaticFileMiddleware",
                "app.Use(…) in PipelineWalkTests", "app.Use(…) in PipelineWalkTests", "app.Use(…) in PipelineWalkTests",
                "PerRequest", "Needy", "MapMiddleware", "app.Use(…) in UseWhenExtensions", "CorsMiddleware", "RateLimitingMiddleware", "AuthorizationMiddlewareInternal", "EndpointMiddleware",
            ],
            shape.Main.Where(step => step.Name != "HostFilteringMiddleware").Select(step => step.Name));
        Assert.Equal(AuthorizationPlace.AfterRouting, shape.Authorization);
        Assert.Null(shape.Terminal);
        Assert.Equal(["Needy", "app.Use(…) in PipelineWalkTests"], Assert.Single(shape.Branches, branch => branch.AnswersByItself).Steps.Select(step => step.Name));
        Assert.NotNull(shape.Find(PipelineInstruments.RateLimiting)!.Instance);
    }

    [Fact]
    public async Task Finds_what_answers_at_the_end()
    {
        await using var host = await TestHost.StartAsync(app => app.Run(_ => Task.CompletedTask));

        var shape = host.App.Services.GetRequiredService<PipelineCapture>().Shape!;

        Assert.True(shape.Terminal is { IsLambda: true, IsHost: true });
        Assert.Equal(AuthorizationPlace.Unknown, shape.Authorization);
    }

    private sealed class PerRequest : IMiddleware
    {
        public Task InvokeAsync(HttpContext context, RequestDelegate next) => next(context);
    }

    private sealed class Needy(RequestDelegate next)
    {
        public Task InvokeAsync(HttpContext context, IServiceProvider services) => services is null ? Task.CompletedTask : next(context);
    }
}
