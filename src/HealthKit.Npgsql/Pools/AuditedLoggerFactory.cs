using HealthKit.Logs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HealthKit.Npgsql.Pools;

/// <summary>
/// Takes the place of the framework's own factory, and is one: code that knows it by its type goes on working. The constructors are the
/// framework's, so that a container chooses as it would have done; a test compares them.
/// </summary>
internal sealed class AuditedLoggerFactory : LoggerFactory, ILoggerFactory, IForwardingLogging
{
    public AuditedLoggerFactory()
    {
    }

    public AuditedLoggerFactory(IEnumerable<ILoggerProvider> providers)
        : base(providers)
    {
    }

    public AuditedLoggerFactory(IEnumerable<ILoggerProvider> providers, LoggerFilterOptions filterOptions)
        : base(providers, filterOptions)
    {
    }

    public AuditedLoggerFactory(IEnumerable<ILoggerProvider> providers, IOptionsMonitor<LoggerFilterOptions> filterOption)
        : base(providers, filterOption)
    {
    }

    public AuditedLoggerFactory(IEnumerable<ILoggerProvider> providers, IOptionsMonitor<LoggerFilterOptions> filterOption, IOptions<LoggerFactoryOptions>? options)
        : base(providers, filterOption, options)
    {
    }

    public AuditedLoggerFactory(
        IEnumerable<ILoggerProvider> providers, IOptionsMonitor<LoggerFilterOptions> filterOption, IOptions<LoggerFactoryOptions>? options = null, IExternalScopeProvider? scopeProvider = null)
        : base(providers, filterOption, options, scopeProvider)
    {
    }

    /// <summary>None is behind it.</summary>
    ILoggerFactory? IForwardingLogging.Host => null;

    ILogger ILoggerFactory.CreateLogger(string categoryName) => ForwardingLogger.Before(CreateLogger(categoryName), categoryName);
}
