using Microsoft.Extensions.Logging;

namespace HealthKit.Logs;

/// <summary>A logger factory of HealthKit's that stands before another one, or in its place.</summary>
internal interface IForwardingLogging
{
    /// <summary>The one behind it, if there is one.</summary>
    ILoggerFactory? Host { get; }
}
