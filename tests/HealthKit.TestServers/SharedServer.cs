namespace HealthKit.TestServers;

/// <summary>Starts a server for the first caller and gives it to the others; a failed or skipped start is tried again.</summary>
internal sealed class SharedServer<TServer>(Func<Task<TServer>> start) : IAsyncDisposable
    where TServer : LocalServer
{
    private readonly SemaphoreSlim _gate = new(1);

    private TServer? _server;

    public async Task<TServer> GetAsync()
    {
        await _gate.WaitAsync();
        try
        {
            return _server ??= await start();
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _gate.Dispose();
    }
}
