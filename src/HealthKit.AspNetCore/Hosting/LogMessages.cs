using Microsoft.Extensions.Logging;

namespace HealthKit.Hosting;

/// <summary>What HealthKit writes to the host's log. Ids: 1000 audit, 2000 signals, 3000 endpoints.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(1001, LogLevel.Warning, "Evidence source {Source} gives no evidence; its checks are unknown until it does. {Reason}")]
    public static partial void SourceSilent(ILogger logger, string source, string reason);

    [LoggerMessage(1002, LogLevel.Information, "Evidence source {Source} gives evidence again.")]
    public static partial void SourceBack(ILogger logger, string source);

    [LoggerMessage(1003, LogLevel.Warning, "The background audit for the metrics failed; it is tried again.")]
    public static partial void BackgroundAuditFailed(ILogger logger, Exception exception);

    [LoggerMessage(1004, LogLevel.Warning, "{Setting} {Problem}, and changes nothing. See docs/configuration.md.")]
    public static partial void SettingUnknown(ILogger logger, string setting, string problem);

    [LoggerMessage(1005, LogLevel.Warning, "{Setting} names a policy that is not registered: call services.AddAuthorization(...) with it. Nobody is admitted by it.")]
    public static partial void PolicyUnregistered(ILogger logger, string setting);

    [LoggerMessage(1006, LogLevel.Warning, "{Decision} of check {Check} {Term}.")]
    public static partial void DecisionOutOfTerm(ILogger logger, string decision, string check, string term);

    [LoggerMessage(1007, LogLevel.Warning, "The settings could not be looked through for what has no effect: {Error}.")]
    public static partial void SettingsUnread(ILogger logger, string error);

    [LoggerMessage(1008, LogLevel.Warning, "{Key} is not read by HealthKit: {Advice}. See docs/configuration.md.")]
    public static partial void SettingAstray(ILogger logger, string key, string advice);

    [LoggerMessage(1009, LogLevel.Warning, "Of the drain delay of {Wished} only {Drain} are kept: requests under way need the rest of the host's shutdown timeout of {Timeout}. Raise it with services.Configure<HostOptions>(host => host.ShutdownTimeout = ...) to twice the delay at least, or set HealthAudit:DrainDelay to {Drain} or less.")]
    public static partial void DrainCut(ILogger logger, TimeSpan wished, TimeSpan drain, TimeSpan timeout);

    [LoggerMessage(2001, LogLevel.Warning, "Recording a request failed with {Error}; the request was not affected. Further failures are not logged.")]
    public static partial void RecorderFailed(ILogger logger, string error, Exception exception);

    [LoggerMessage(2002, LogLevel.Warning, "A record of an earlier stop was left out: {Reason}.")]
    public static partial void StopRecordRefused(ILogger logger, string reason);

    [LoggerMessage(2003, LogLevel.Warning, "This stop could not be recorded: {Error}. Set HealthAudit:StateDirectory to a folder that outlives the instance.")]
    public static partial void StopNotRecorded(ILogger logger, string error);

    [LoggerMessage(3001, LogLevel.Warning, "A request for {Path} was answered 404: {Reason}. Set HealthAudit:SummaryPolicy, HealthAudit:ChecksPolicy or HealthAudit:EvidencePolicy to admit callers by policy, HealthAudit:ManagementPort to admit an internal port, or HealthAudit:AllowLoopback to admit this machine outside Development. The same refusal is not logged again within the hour.")]
    public static partial void AuditRefused(ILogger logger, string path, string reason);

    [LoggerMessage(3010, LogLevel.Warning, "The instance is {Status}, as its readiness probe says from now on: {Checks}.")]
    public static partial void NotReady(ILogger logger, string status, string checks);

    [LoggerMessage(3011, LogLevel.Information, "The instance is ready again.")]
    public static partial void ReadyAgain(ILogger logger);

    [LoggerMessage(3002, LogLevel.Warning, "The authorization policy {Policy} that HealthAudit names is not registered: call services.AddAuthorization(...) with it. Nobody is admitted by it.")]
    public static partial void PolicyMissing(ILogger logger, string policy);

    [LoggerMessage(3003, LogLevel.Warning, "The authorization policy {Policy} that HealthAudit names failed with {Error}. Nobody is admitted by it.")]
    public static partial void PolicyFailed(ILogger logger, string policy, string error);
}
