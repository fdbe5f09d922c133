using System.Collections.Concurrent;
using HealthKit.Npgsql.Commands;
using HealthKit.Npgsql.Pools;
using Npgsql;

namespace HealthKit.Npgsql.Databases;

/// <summary>
/// Looks, once for each data source and rarely again, and only while its pool is at leisure, into sessions of the application's own pool: what a physical
/// connection initializer sets there can be seen nowhere else. Where there is none, they begin as HealthKit's own session does.
/// </summary>
internal sealed class SessionProbe(DatabaseSignals signals, TimeProvider time)
{
    private const string Unseen = "its data source runs a connection initializer, and what that sets in the application's sessions is not known";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    // What it sets changes with the service or with its roles, not from hour to hour.
    private static readonly TimeSpan Again = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, (ApplicationSession Session, DateTimeOffset At)> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _initialized = new(StringComparer.Ordinal);

    /// <summary>The statement_timeout of the application's sessions, where that of HealthKit's own is zero; null while the pool is too busy to ask.</summary>
    public async Task<TimeSpan?> StatementTimeoutAsync(Database database, CancellationToken cancellationToken) =>
        (await ReadAsync(database, cancellationToken).ConfigureAwait(false)).TimeoutBeside(TimeSpan.Zero);

    /// <summary>What the application's sessions begin with.</summary>
    public async Task<ApplicationSession> ReadAsync(Database database, CancellationToken cancellationToken)
    {
        if (!_initialized.GetOrAdd(database.Name, static (_, database) => IsInitialized(database), database))
        {
            return ApplicationSession.Plain;
        }

        var isKnown = _known.TryGetValue(database.Name, out var known);
        if (isKnown && time.GetUtcNow() - known.At < Again)
        {
            return known.Session;
        }

        var session = database.Source is null ? Blind("register the data source in dependency injection")
            : signals.Pools.IsAtLeisure(database) ? await LookAsync(database.Source, cancellationToken).ConfigureAwait(false)
            : Blind("its pool has been too busy to look");
        if (session.Unknown is not null)
        {
            return isKnown ? known.Session : session;
        }

        _known[database.Name] = (session, time.GetUtcNow());
        return session;
    }

    // A data source outside dependency injection is known by its builder alone.
    private static bool IsInitialized(Database database) => database.Source is { } source
        ? ConnectionInitializers.AreOf(source)
        : ObservedDataSources.All.Any(builder => PoolSettings.TryParse(builder.ConnectionString, out var settings) && settings.Key == database.SourceKey && ConnectionInitializers.AreOf(builder));

    private static ApplicationSession Blind(string why) => new() { Unknown = $"{Unseen}: {why}" };

    // A pooled session forgets a SET on its way back, unless the host says No Reset On Close: two users in a row must have it.
    private static async Task<ApplicationSession> LookAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            var first = await UseAsync(source, either.Token).ConfigureAwait(false);
            var second = await UseAsync(source, either.Token).ConfigureAwait(false);
            return new ApplicationSession
            {
                Role = first.Role == second.Role ? first.Role : null,
                SearchPath = first.SearchPath == second.SearchPath ? first.SearchPath : null,
                StatementTimeout = first.StatementTimeout < second.StatementTimeout ? first.StatementTimeout : second.StatementTimeout,
            };
        }
#pragma warning disable CA1031 // The host's initializer and its providers may throw anything, and the next round tries again.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return Blind(exception is OperationCanceledException ? "no connection of its pool came free in time" : Failure.Describe(exception));
        }
    }

    private static async Task<ApplicationSession> UseAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var session = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            var begins = await ApplicationSession.ReadAsync(session, cancellationToken).ConfigureAwait(false);
            return begins with { StatementTimeout = await ServerReader.StatementTimeoutAsync(session, cancellationToken).ConfigureAwait(false) ?? TimeSpan.Zero };
        }
    }
}
