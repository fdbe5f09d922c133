using Microsoft.Extensions.Logging;

namespace HealthKit.Logs;

/// <summary>A logger factory of HealthKit's that stands before another one.</summary>
internal interface IForwardingLogging
{
    /// <summary>The one behind it.</summary>
    ILoggerFactory? Host { get; }
}
