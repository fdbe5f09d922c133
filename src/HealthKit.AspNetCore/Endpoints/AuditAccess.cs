using HealthKit.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HealthKit.Endpoints;

/// <summary>Decides how much of the audit a caller may read: by the management port, by true loopback, or by policy.</summary>
internal sealed class AuditAccess(IOptions<HealthAuditOptions> options, IHostEnvironment environment, TimeProvider time, ILogger<AuditAccess> logger)
{
    private static readonly TimeSpan LogEvery = TimeSpan.FromHours(1);
    private const int MostReasons = 100;
    private readonly HealthAuditOptions _options = options.Value;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _logged = new(StringComparer.Ordinal);

    public async Task<AuditLevel> LevelAsync(HttpContext context)
    {
        if (IsInside(context.Features.Get<SocketOrigin>()))
        {
            return AuditLevel.Evidence;
        }

        if (await HoldsAsync(context, _options.EvidencePolicy).ConfigureAwait(false))
        {
            return AuditLevel.Evidence;
        }

        if (await HoldsAsync(context, _options.ChecksPolicy).ConfigureAwait(false))
        {
            return AuditLevel.Checks;
        }

        return await HoldsAsync(context, _options.SummaryPolicy).ConfigureAwait(false) ? AuditLevel.Summary : AuditLevel.None;
    }

    /// <summary>Says why the caller was refused and which setting would have admitted it; for each reason once an hour at most, so that a stranger cannot fill the log.</summary>
    public void Refused(HttpContext context, AuditLevel granted)
    {
        var reason = Because(context.Features.Get<SocketOrigin>(), granted);
        if (MayLog(reason))
        {
            LogMessages.AuditRefused(logger, _options.AuditPath, reason);
        }
    }

    private string Because(SocketOrigin? origin, AuditLevel granted) =>
        granted is not AuditLevel.None ? "the caller's policy grants less than it asked for"
        : !IsLoopbackOpen ? $"loopback is closed in the environment {environment.EnvironmentName}, and no policy or management port admits the caller"
        : $"{origin?.NotLoopback ?? "its origin was not seen"}, and no policy or management port admits the caller";

    // The reasons hold nothing of the request, so they are few; a name made up by a policy's exception may not be.
    private bool MayLog(string reason)
    {
        var now = time.GetTimestamp();
        lock (_gate)
        {
            if (_logged.TryGetValue(reason, out var last) ? time.GetElapsedTime(last, now) < LogEvery : _logged.Count >= MostReasons)
            {
                return false;
            }

            _logged[reason] = now;
            return true;
        }
    }

    private bool IsInside(SocketOrigin? origin) =>
        origin is not null
        && ((_options.ManagementPort is { } port && origin.LocalPort == port)
            || (origin.IsLoopback && IsLoopbackOpen));

    private bool IsLoopbackOpen => _options.AllowLoopback || environment.IsDevelopment();

    private async Task<bool> HoldsAsync(HttpContext context, string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return false;
        }

        try
        {
            var services = context.RequestServices;
            var policy = services.GetService<IAuthorizationPolicyProvider>() is { } provider ? await provider.GetPolicyAsync(name).ConfigureAwait(false) : null;
            if (policy is not null && services.GetService<IPolicyEvaluator>() is { } evaluator)
            {
                var authenticated = await evaluator.AuthenticateAsync(policy, context).ConfigureAwait(false);
                return (await evaluator.AuthorizeAsync(policy, authenticated, context, context).ConfigureAwait(false)).Succeeded;
            }

            if (MayLog(name))
            {
                LogMessages.PolicyMissing(logger, name);
            }
        }
#pragma warning disable CA1031 // A policy that fails, by a scheme that is not registered or a handler that throws, admits nobody.
        catch (Exception exception) when (!context.RequestAborted.IsCancellationRequested)
#pragma warning restore CA1031
        {
            var error = exception.GetType().Name;
            if (MayLog($"{name}: {error}"))
            {
                LogMessages.PolicyFailed(logger, name, error);
            }
        }

        return false;
    }
}
