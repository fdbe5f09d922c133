using HealthKit.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HealthKit.Endpoints;

/// <summary>Answers /health/live and /health/ready with one word: no exception text, no name of a dependency.</summary>
internal sealed class ProbeEndpoints(IServiceProvider services, ReadinessGate gate, IOptions<HealthAuditOptions> options, ILogger<ProbeEndpoints> logger)
{
    public const string LiveTag = "live";
    public const string ReadyTag = "ready";

    private int _lastStatus = (int)HealthStatus.Healthy;

    /// <summary>Asks only the checks that the host tagged "live"; without any, a process that answers is alive.</summary>
    public DependencyProbe Live { get; } = ActivatorUtilities.CreateInstance<DependencyProbe>(services, LiveTag);

    /// <summary>Asks the checks tagged "ready".</summary>
    public DependencyProbe Ready { get; } = ActivatorUtilities.CreateInstance<DependencyProbe>(services, ReadyTag);

    public async Task AnswerLiveAsync(HttpContext context) =>
        await AnswerAsync(context, await Live.AskAsync(context.RequestAborted).ConfigureAwait(false), degradedIsReady: true).ConfigureAwait(false);

    public async Task AnswerReadyAsync(HttpContext context)
    {
        var status = HealthStatus.Unhealthy;
        if (gate.IsOpen)
        {
            status = await Ready.AskAsync(context.RequestAborted).ConfigureAwait(false);
            LogChange(status);
        }

        // The stop may have begun meanwhile.
        status = gate.IsOpen ? status : HealthStatus.Unhealthy;
        await AnswerAsync(context, status, !options.Value.RequireForReadiness).ConfigureAwait(false);
    }

    // An instance that leaves the load balancer should not have to be asked why.
    private void LogChange(HealthStatus status)
    {
        if (Interlocked.Exchange(ref _lastStatus, (int)status) == (int)status)
        {
            return;
        }

        if (status is HealthStatus.Healthy)
        {
            LogMessages.ReadyAgain(logger);
        }
        else
        {
            LogMessages.NotReady(logger, status.ToString(), Ready.Failing is { Count: > 0 } failing ? string.Join(", ", failing) : "no answer in time");
        }
    }

    /// <summary>The status code of an answer.</summary>
    public static int StatusCode(HealthStatus status, bool degradedIsReady) =>
        status is HealthStatus.Healthy || (status is HealthStatus.Degraded && degradedIsReady) ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;

    private static Task AnswerAsync(HttpContext context, HealthStatus status, bool degradedIsReady)
    {
        context.Response.StatusCode = StatusCode(status, degradedIsReady);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(status.ToString(), context.RequestAborted);
    }
}
