using System.Globalization;
using HealthKit.Benchmarks.Comparisons;
using HealthKit.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Benchmarks.Pipeline;

/// <summary>The pipeline on a server without a network, driven on one thread.</summary>
internal sealed class PipelineWorkload : IWorkload
{
    private readonly string _part;
    private readonly string _variant;
    private readonly WebApplication _app;
    private readonly DirectServer _server;

    private PipelineWorkload(string part, string variant, WebApplication app, DirectServer server) =>
        (_part, _variant, _app, _server) = (part, variant, app, server);

    public static async Task<PipelineWorkload> StartAsync(string part, string variant)
    {
        var server = new DirectServer();
        var endpoint = part == PipelineComparison.Async ? Endpoints.Async(server.Gate) : Endpoints.Sync;
        var app = PipelineHost.Build(variant, endpoint, builder => builder.Services.AddSingleton<IServer>(server));
        await app.StartAsync();
        return new PipelineWorkload(part, variant, app, server);
    }

    public void Run(int operations) => _server.Connection.Run(PipelineHost.CalledPath, operations);

    public async Task VerifyAsync(long operations)
    {
        var recorded = _variant switch
        {
            PipelineVariants.Bare => operations,
            PipelineVariants.HealthKit => _app.Services.GetRequiredService<RouteTable>().Total(),
            _ => Scraped(await _server.Connection.GetAsync("/metrics")),
        };
        if (recorded != operations)
        {
            throw new InvalidOperationException($"{_variant}, {_part}: {recorded} requests recorded of {operations}.");
        }
    }

    public async Task<double?> RealBytesAsync()
    {
        // Listeners of meters hear every host of the process.
        await _app.DisposeAsync();
        return await KestrelBytes.MeasureAsync(_part, _variant);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    // Every exporter here names the histogram alike; the called route is the only one with requests.
    private static long Scraped(string exposition) => exposition
        .Split('\n')
        .Where(static line => line.StartsWith("http_request_duration_seconds_count", StringComparison.Ordinal) || line.StartsWith("http_server_request_duration_seconds_count", StringComparison.Ordinal))
        .Where(static line => line.Contains(PipelineHost.CalledTemplate, StringComparison.Ordinal))
        .Sum(static line => long.Parse(line[(line.IndexOf('}', line.IndexOf("id}", StringComparison.Ordinal) + 3) + 2)..].Split(' ')[0], CultureInfo.InvariantCulture));
}
