using System.Collections.Concurrent;
using HealthKit.Npgsql.Commands;

namespace HealthKit.Npgsql.Databases;

/// <summary>
/// Looks, once for each data source and only while its pool is at leisure, into sessions of the application's own pool: what a physical
/// connection initializer sets there can be seen nowhere else.
/// </summary>
internal sealed class SessionProbe(DatabaseSignals signals)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, TimeSpan> _known = new(StringComparer.Ordinal);

    /// <summary>The statement_timeout of the application's sessions; null while the pool is too busy to ask.</summary>
    public async Task<TimeSpan?> StatementTimeoutAsync(Database database, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(database.Name, out var known))
        {
            return known;
        }

        if (!signals.Pools.IsAtLeisure(database))
        {
            return null;
        }

        using var deadline = new CancellationTokenSource(Deadline);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        var least = TimeSpan.MaxValue;

        // A pooled session forgets a SET on its way back: two users in a row must have it.
        for (var user = 0; user < 2 && least > TimeSpan.Zero; user++)
        {
            var session = await database.Source!.OpenConnectionAsync(either.Token).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                var timeout = await ServerReader.StatementTimeoutAsync(session, either.Token).ConfigureAwait(false) ?? TimeSpan.Zero;
                least = timeout < least ? timeout : least;
            }
        }

        return _known.GetOrAdd(database.Name, least);
    }
}
