using HealthKit.Lifecycle;
using HealthKit.Logs;
using HealthKit.Requests;
using HealthKit.State;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace HealthKit.Hosting;

/// <summary>Registers what watches the process itself: its stops, its state, its output.</summary>
internal static class RuntimeRegistrations
{
    public static void AddTo(IServiceCollection services)
    {
        services.AddSingleton<RequestsInFlight>();
        services.AddSingleton<StopRecorder>();
        services.AddHostedService(static provider => provider.GetRequiredService<StopRecorder>());
        services.AddSingleton<SessionWatch>();
        services.AddSingleton<IRequestWatch>(static provider => provider.GetRequiredService<SessionWatch>());

        // Before any logger is built, so that the first line is seen too.
        services.AddSingleton(OutputWatch.Install());

        // Filters of our own providers only: what the host's providers get does not change.
        services.AddSingleton<ProtectorWatch>();
        services.AddSingleton<ExportedRecords>();
        services.AddLogging(static logging =>
        {
            logging.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ILoggerProvider, ProtectorWatch>(static provider => provider.GetRequiredService<ProtectorWatch>()));
            logging.AddFilter<ProtectorWatch>(null, LogLevel.None);
            logging.AddFilter<ProtectorWatch>(ProtectorWatch.Category, LogLevel.Trace);
            logging.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ILoggerProvider, ExportedRecords>(static provider => provider.GetRequiredService<ExportedRecords>()));
        });
    }
}
