using System.Collections.Concurrent;
using HealthKit.Npgsql.Commands;
using Npgsql;

namespace HealthKit.Npgsql.Databases;

/// <summary>
/// Proves, once for each data source and only while its pool is at leisure, that opens of connections can be seen: it opens one and looks whether
/// the driver's log event came. What the application opens itself proves it as well.
/// </summary>
internal sealed class SelfTest(DatabaseSignals signals)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, bool> _blind = new(StringComparer.Ordinal);

    /// <summary>True when a test was made and no event came.</summary>
    public bool IsBlind(Database database) => _blind.ContainsKey(database.SourceKey);

    /// <summary>Makes the test where it is needed; called in HealthKit's own flow.</summary>
    public async Task RunAsync(Database database, CancellationToken cancellationToken)
    {
        if (database.Source is null || IsBlind(database) || signals.Pools.IsProved(database) || !signals.Pools.IsAtLeisure(database))
        {
            return;
        }

        using var deadline = new CancellationTokenSource(Deadline);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            var connection = await database.Source.OpenConnectionAsync(either.Token).ConfigureAwait(false);
            await connection.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException || (exception is OperationCanceledException && deadline.IsCancellationRequested))
        {
            // Out of reach is not blind: the next run tries again.
            return;
        }

        if (!signals.Pools.IsProved(database))
        {
            _blind.TryAdd(database.SourceKey, true);
        }
    }
}
