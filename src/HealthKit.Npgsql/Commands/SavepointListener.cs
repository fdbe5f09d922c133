using System.Diagnostics;
using HealthKit.Signals;

namespace HealthKit.Npgsql.Commands;

/// <summary>
/// Takes the savepoints that Entity Framework sets around SaveChanges in a transaction out of the count of round trips: it sends them as commands, which the
/// driver counts like queries, where BEGIN and COMMIT, and savepoints that the driver itself sends, are counted by nobody.
/// </summary>
internal sealed class SavepointListener : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private static readonly string[] Texts = ["SAVEPOINT ", "RELEASE ", "ROLLBACK TO "];

    private readonly Lock _gate = new();
    private readonly List<IDisposable> _subscriptions = [];
    private bool _isDisposed;

    /// <summary>Starts listening, also to what the application makes later.</summary>
    public SavepointListener() => Keep(DiagnosticListener.AllListeners.Subscribe(this));

    /// <summary>True for the text of such a command.</summary>
    public static bool IsSavepoint(string sql) => sql.Length > 0 && (sql[0] | ' ') is 's' or 'r' && Array.Exists(Texts, text => sql.StartsWith(text, StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _subscriptions.ForEach(static subscription => subscription.Dispose());
            _subscriptions.Clear();
        }
    }

    /// <inheritdoc/>
    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == NpgsqlInstruments.EntityFrameworkListener)
        {
            Keep(value.Subscribe(this, static (name, _, _) => IsSavepointEvent(name)));
        }
    }

    /// <summary>Raised in the flow of the request, immediately before the command. Every subscriber hears what another one asked for.</summary>
    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (IsSavepointEvent(value.Key))
        {
            RequestScope.Current?.DiscountRoundTrip();
        }
    }

    /// <inheritdoc/>
    public void OnCompleted()
    {
    }

    /// <inheritdoc/>
    public void OnError(Exception error)
    {
    }

    private static bool IsSavepointEvent(string name) =>
        name is NpgsqlInstruments.CreatingSavepointEvent or NpgsqlInstruments.ReleasingSavepointEvent or NpgsqlInstruments.RollingBackToSavepointEvent;

    private void Keep(IDisposable subscription)
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                subscription.Dispose();
            }
            else
            {
                _subscriptions.Add(subscription);
            }
        }
    }
}
