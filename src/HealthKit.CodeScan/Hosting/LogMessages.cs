using Microsoft.Extensions.Logging;

namespace HealthKit.CodeScan.Hosting;

/// <summary>What the code scan writes to the host's log.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(1101, LogLevel.Warning, "The host's code could not be scanned; the checks that need the scan are unknown.")]
    public static partial void ScanFailed(ILogger logger, Exception exception);
}
