using System.Diagnostics;
using HealthKit.EntityFrameworkCore.Contexts;
using HealthKit.Signals;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Hosting;

namespace HealthKit.EntityFrameworkCore.Commands;

/// <summary>
/// Tells which commands Entity Framework wrote itself, which have no time limit, and how many rows their results had. Asked for in requests that are looked at: in other requests
/// Entity Framework makes no event.
/// </summary>
internal sealed class CommandWatch(ModelTable models, WorkingContexts working, UnlimitedContexts unlimited) : IHostedService, IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    [ThreadStatic]
    private static uint _outside;

    private readonly Lock _gate = new();
    private readonly List<IDisposable> _subscriptions = [];

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var all = DiagnosticListener.AllListeners.Subscribe(this);
        lock (_gate)
        {
            _subscriptions.Add(all);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _subscriptions.ForEach(static subscription => subscription.Dispose());
            _subscriptions.Clear();
        }
    }

    /// <inheritdoc/>
    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == EntityFrameworkInstruments.Listener)
        {
            var subscription = value.Subscribe(this, static (name, _, _) => IsWanted(name));
            lock (_gate)
            {
                _subscriptions.Add(subscription);
            }
        }
    }

    /// <inheritdoc/>
    public void OnNext(KeyValuePair<string, object?> value)
    {
        try
        {
            Observe(value.Value);
        }
#pragma warning disable CA1031 // A fault of the observer must not become a fault of the application's command.
        catch (Exception)
#pragma warning restore CA1031
        {
            GeneratedCommand.Take();
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

    // Outside of requests one in sixteen is enough to know a model and a generated text by.
    private static bool IsWanted(string name) =>
        name == EntityFrameworkInstruments.CommandExecuting ? RequestScope.Current is { } scope ? scope.Queries is null or ISampledQueries : (_outside++ & 15) == 0
        : name == EntityFrameworkInstruments.ReaderDisposing && RequestScope.Current is { Queries: ISampledQueries };

    private void Observe(object? data)
    {
        switch (data)
        {
            case CommandEventData command:
                if (command.Context is { } context)
                {
                    models.Note(context);
                    working.Note(context);

                    // What prepares a database before it serves, a migration above all, may take its time.
                    if (command.Command.CommandTimeout == 0 && command.CommandSource != CommandSource.Migrations && RequestScope.Current is not null)
                    {
                        unlimited.Note(context.GetType());
                    }
                }

                if (command.CommandSource is CommandSource.LinqQuery or CommandSource.SaveChanges or CommandSource.ExecuteUpdate or CommandSource.ExecuteDelete)
                {
                    // Twice: the request has a place for it only from its first command on, and an interceptor of the host's may go on elsewhere than on this thread.
                    var kind = command.CommandSource == CommandSource.SaveChanges ? GeneratedKind.Save : KeyLookup.Is(command.Command.CommandText) ? GeneratedKind.Lookup : GeneratedKind.Query;
                    GeneratedCommand.Leave(command.Command.CommandText, kind);
                    (RequestScope.Current?.Queries as ISampledQueries)?.NoteGenerated(command.Command.CommandText, kind);
                }

                break;
            case DataReaderDisposingEventData reader:
                (RequestScope.Current?.Queries as ISampledQueries)?.AddRows(reader.ReadCount);
                break;
        }
    }
}
