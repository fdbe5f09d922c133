using System.Text.Json;
using HealthKit.Benchmarks.Comparisons;
using HealthKit.Benchmarks.Pipeline;
using HealthKit.Requests;
using HealthKit.Responses;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Benchmarks.Responses;

/// <summary>The pipeline on a server without a network, with an endpoint that answers with a list.</summary>
internal sealed class ResponsesWorkload : IWorkload
{
    private const int Bytes = 4_096;

    private static readonly Line[] Lines = [.. Enumerable.Range(0, 40).Select(static id => new Line(id, $"Line {id} of an order that is delivered to somebody", 9.99m, id % 2 == 0))];

    private readonly string _variant;
    private readonly WebApplication _app;
    private readonly DirectServer _server;

    private ResponsesWorkload(string variant, WebApplication app, DirectServer server) => (_variant, _app, _server) = (variant, app, server);

    public static async Task<ResponsesWorkload> StartAsync(string variant)
    {
        var size = JsonSerializer.SerializeToUtf8Bytes(Lines, ResponsesContext.Default.LineArray).Length;
        if (Math.Abs(size - Bytes) > Bytes / 10)
        {
            throw new InvalidOperationException($"The answer has {size} bytes.");
        }

        var server = new DirectServer();
        var app = PipelineHost.Build(
            variant == ResponsesComparison.Bare ? PipelineVariants.Bare : PipelineVariants.HealthKit,
            static context => context.Response.WriteAsJsonAsync(Lines, ResponsesContext.Default.LineArray),
            builder => builder.Services.AddSingleton<IServer>(server));
        if (variant == ResponsesComparison.Sampled)
        {
            var sampler = app.Services.GetRequiredService<ResponseSampler>();
            app.Use(next => context =>
            {
                // As the sampler does with the few that it chooses.
                ResponseSample.Attach(context, context.Features.Get<IHttpResponseBodyFeature>()!, sampler);
                return next(context);
            });
        }

        await app.StartAsync();
        return new ResponsesWorkload(variant, app, server);
    }

    public void Run(int operations) => _server.Connection.Run(PipelineHost.CalledPath, operations);

    public Task VerifyAsync(long operations)
    {
        if (_variant == ResponsesComparison.Bare)
        {
            return Task.CompletedTask;
        }

        var table = _app.Services.GetRequiredService<RouteTable>();
        var lists = table.All.Sum(static entry => entry.Responses.Sizes("").ListResponses);
        if (table.Total() != operations || lists >= operations != (_variant == ResponsesComparison.Sampled))
        {
            throw new InvalidOperationException($"{_variant}: {table.Total()} requests recorded and {lists} lists of {operations}.");
        }

        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
