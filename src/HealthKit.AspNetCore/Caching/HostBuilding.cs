using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HealthKit.Caching;

/// <summary>
/// Calls back when a host is about to build its container from the given services, after everything else was registered. It hears the
/// event that the host writes for tools at that moment, and holds the services weakly, since a host may never be built.
/// </summary>
/// <remarks>A host made by the older <c>Host.CreateDefaultBuilder</c> writes the event before it registers anything, and is not heard.</remarks>
internal sealed class HostBuilding : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    // Read from Microsoft.Extensions.Hosting 10.0.
    private const string Listener = "Microsoft.Extensions.Hosting";
    private const string Event = "HostBuilding";

    private readonly WeakReference<IServiceCollection> _services;
    private readonly Action<IServiceCollection> _complete;
    private IDisposable? _subscription;

    private HostBuilding(IServiceCollection services, Action<IServiceCollection> complete) =>
        (_services, _complete) = (new WeakReference<IServiceCollection>(services), complete);

    public static void Await(IServiceCollection services, Action<IServiceCollection> complete)
    {
        var self = new HostBuilding(services, complete);
        self._subscription = DiagnosticListener.AllListeners.Subscribe(self);
    }

    void IObserver<DiagnosticListener>.OnNext(DiagnosticListener value)
    {
        if (!_services.TryGetTarget(out _))
        {
            _subscription?.Dispose();
        }
        else if (value.Name == Listener)
        {
            value.Subscribe(this, static (name, _, _) => name == Event);
        }
    }

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key == Event && value.Value is IHostBuilder builder)
        {
            builder.ConfigureServices((_, services) => Complete(services));
        }
    }

    void IObserver<DiagnosticListener>.OnCompleted()
    {
    }

    void IObserver<DiagnosticListener>.OnError(Exception error)
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnCompleted()
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnError(Exception error)
    {
    }

    private void Complete(IServiceCollection services)
    {
        if (_services.TryGetTarget(out var ours) && ReferenceEquals(ours, services))
        {
            _subscription?.Dispose();
            _complete(services);
        }
    }
}
