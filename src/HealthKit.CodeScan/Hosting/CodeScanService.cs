using System.Reflection;
using HealthKit.CodeScan.Metadata;
using HealthKit.CodeScan.State;
using HealthKit.Hosting;
using HealthKit.Inspection;
using HealthKit.Requests;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HealthKit.CodeScan.Hosting;

/// <summary>Scans once, on a thread of its own below everybody else's priority, after the host has started.</summary>
internal sealed class CodeScanService(
    ScanState state,
    IHostAssemblies assemblies,
    HostServices services,
    EndpointInventory endpoints,
    HostStarted started,
    IOptions<CodeScanOptions> options,
    TimeProvider time,
    ILogger<CodeScanService> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await started.WaitAsync(stoppingToken).ConfigureAwait(false);
            await Task.Delay(options.Value.Delay, time, stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            Scan(stoppingToken);
            done.TrySetResult();
        })
        {
            IsBackground = true,
            Priority = ThreadPriority.BelowNormal,
            Name = "HealthKit code scan",
        }.Start();
        await done.Task.ConfigureAwait(false);
    }

    private void Scan(CancellationToken stop)
    {
        var begun = time.GetTimestamp();
        var limit = options.Value.TimeLimit;
        var images = new List<AssemblyImage>();
        try
        {
            var unread = new List<string>();
            foreach (var assembly in assemblies.Find())
            {
                Open(assembly, images, unread);
            }

            var rules = CodeScanner.Scan(images, SingletonReader.Read(services.All), Mapped(), () =>
            {
                stop.ThrowIfCancellationRequested();
                if (time.GetElapsedTime(begun) > limit)
                {
                    throw new TimeoutException();
                }
            });
            state.Found(new(rules, [.. images.Select(static image => image.Name)], unread));
        }
        catch (OperationCanceledException)
        {
            state.Failed("The host stopped before its code was scanned.", isError: false);
        }
        catch (TimeoutException)
        {
            state.Failed(FormattableString.Invariant($"The scan was given up after {limit.TotalSeconds:0} s; HealthAudit:CodeScan:TimeLimit grants it more."), isError: false);
        }
#pragma warning disable CA1031 // Nothing that the code of a host looks like may reach the host.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogMessages.ScanFailed(logger, exception);
            state.Failed($"The scan failed with {exception.GetType().Name}.", isError: true);
        }
        finally
        {
            images.ForEach(static image => image.Dispose());
        }
    }

    private HashSet<HandlerName>? Mapped()
    {
        var handlers = endpoints.Endpoints.Select(static endpoint => endpoint.Metadata.GetMetadata<MethodInfo>()).OfType<MethodInfo>().Where(static method => method.DeclaringType is not null)
            .Select(static method => new HandlerName(TypeName.Of(method.DeclaringType!), method.Name)).ToHashSet();
        return handlers.Count == 0 ? null : handlers;
    }

    private static void Open(HostAssembly assembly, List<AssemblyImage> images, List<string> unread)
    {
        try
        {
            var (image, obstacle) = assembly.Open();
            if (image is not null)
            {
                images.Add(image);
            }
            else
            {
                unread.Add($"{assembly.Name}: {obstacle}");
            }
        }
        catch (Exception exception) when (exception is IOException or BadImageFormatException or UnauthorizedAccessException or InvalidOperationException)
        {
            unread.Add($"{assembly.Name}: reading it failed with {exception.GetType().Name}");
        }
    }
}
