using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace HealthKit.Benchmarks.Pipeline;

/// <summary>A server without a network: requests are made by calling its one connection.</summary>
internal sealed class DirectServer : IServer
{
    private DirectConnection? _connection;

    public IFeatureCollection Features { get; } = new FeatureCollection();

    /// <summary>What asynchronous endpoints wait for.</summary>
    public Gate Gate { get; } = new();

    public DirectConnection Connection => _connection ?? throw new InvalidOperationException("The host has not started.");

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        _connection = new DirectConnection<TContext>(application, Gate);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        // Holds nothing.
    }
}
