using System.Text;
using Microsoft.AspNetCore.Hosting.Server;

namespace HealthKit.Benchmarks.Pipeline;

/// <summary>A connection that serves requests in the order of calls and with the reuse of objects that Kestrel's HTTP/1.1 loop has.</summary>
internal sealed class DirectConnection<TContext>(IHttpApplication<TContext> application, Gate gate) : DirectConnection
    where TContext : notnull
{
    private readonly HostedFeatures<TContext> _features = new();

    public override void Run(string path, int requests)
    {
        var loop = RunAsync(path, requests);
        while (!loop.IsCompleted)
        {
            gate.Open();
        }

        loop.GetAwaiter().GetResult();
    }

    public override async Task<string> GetAsync(string path)
    {
        using var body = new MemoryStream();
        await OneAsync(path, body);
        return Encoding.UTF8.GetString(body.ToArray());
    }

    // One state machine for the connection, as in Kestrel: what it awaits is the pipeline's own.
    private async Task RunAsync(string path, int requests)
    {
        for (var request = 0; request < requests; request++)
        {
            _features.Reset(path, Stream.Null);
            var context = application.CreateContext(_features);
            await application.ProcessRequestAsync(context);
            await _features.CompleteAsync();
            application.DisposeContext(context, null);
        }
    }

    private async Task OneAsync(string path, Stream body)
    {
        _features.Reset(path, body);
        var context = application.CreateContext(_features);
        await application.ProcessRequestAsync(context);
        await _features.CompleteAsync();
        application.DisposeContext(context, null);
    }
}
