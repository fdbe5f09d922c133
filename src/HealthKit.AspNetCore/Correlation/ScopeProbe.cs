using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HealthKit.Correlation;

/// <summary>A logger provider that logs nothing: it is how the host's logger factory hands out the scopes of the running request.</summary>
/// <remarks>The factory leaves out a provider of null loggers when it logs, so that it costs no line anything.</remarks>
internal sealed class ScopeProbe(LogScopes scopes) : ILoggerProvider, ISupportExternalScope
{
    public ILogger CreateLogger(string categoryName) => NullLogger.Instance;

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => scopes.Provider = scopeProvider;

    public void Dispose()
    {
        // Nothing is held.
    }
}
