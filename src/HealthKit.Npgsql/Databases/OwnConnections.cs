using System.Collections.Concurrent;
using HealthKit.Npgsql.Pools;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace HealthKit.Npgsql.Databases;

/// <summary>
/// Connections of HealthKit's own, with the application's credentials of the moment. Their data sources are made once for each database and go with
/// the host: whatever becomes of a password, there is one pool, of one connection, and it is not the application's.
/// </summary>
internal sealed class OwnConnections(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<Key, Entry> _sources = [];
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(StringComparer.Ordinal);
    private bool _isDisposed;

    /// <inheritdoc cref="OpenAsync(Database, Action?, CancellationToken)"/>
    public Task<OwnSession> OpenAsync(Database database, CancellationToken cancellationToken) => OpenAsync(database, entered: null, cancellationToken);

    /// <summary>Opens a session that closes after use; waits while another one is open there as the same user.</summary>
    /// <param name="database">Where to.</param>
    /// <param name="entered">Called when the wait is over.</param>
    /// <param name="cancellationToken">Ends the wait as well as what follows it.</param>
    public async Task<OwnSession> OpenAsync(Database database, Action? entered, CancellationToken cancellationToken)
    {
        var gate = _gates.GetOrAdd(database.Settings.Login, static _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            entered?.Invoke();
            var connection = Create(database, pooled: false);
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return new OwnSession(connection, gate);
        }
        catch
        {
            gate.Release();
            throw;
        }
    }

    /// <summary>The one connection that stays open between uses, not open yet.</summary>
    public NpgsqlConnection CreatePooled(Database database) => Create(database, pooled: true);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            Drop(static _ => true);
        }
    }

    private NpgsqlConnection Create(Database database, bool pooled)
    {
        var key = new Key(database.Settings.Key, database.Source, database.ConnectionString, pooled);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (!_sources.TryGetValue(key, out var entry))
            {
                // Another password in the configuration, or a database of which nothing was heard for long.
                Drop(known => (pooled && known.Key.IsPooled && known.Key.Settings == key.Settings) || time.GetElapsedTime(known.Value.Used) > Forgotten);
                _sources.Add(key, entry = new Entry(Build(database, pooled)));
            }

            entry.Used = time.GetTimestamp();
            if (database.Source is { } source && database.Settings.HasPassfile && HostSecurity.Password(source) is { } password)
            {
                // Neither the host's data source nor this one can have a provider beside a passfile; a password that is set goes before the file's.
                entry.Source.Password = password;
            }

            return entry.Source.CreateConnection();
        }
    }

    private static NpgsqlDataSource Build(Database database, bool pooled)
    {
        var settings = new NpgsqlConnectionStringBuilder(database.Settings.OwnConnectionString(pooled));
        if (database.Source is not { } source)
        {
            settings.Password = new NpgsqlConnectionStringBuilder(database.ConnectionString).Password;
            return Builder(database, settings, pooled).Build();
        }

        var builder = Builder(database, settings, pooled);
        if (!database.Settings.HasPassfile)
        {
            // Without one the driver looks further, in the environment for example.
            builder.UsePasswordProvider(
                static _ => throw new NotSupportedException("HealthKit opens its connections asynchronously."),
                async (_, cancellationToken) => (await HostSecurity.PasswordAsync(source, cancellationToken).ConfigureAwait(false))!);
        }

        if (HostSecurity.Handshake(source) is { } handshake)
        {
            builder.UseSslClientAuthenticationOptionsCallback(handshake);
        }

        if (HostSecurity.RootCertificates(source) is { } roots)
        {
            builder.UseRootCertificatesCallback(roots);
        }

        return builder.Build();
    }

    // The host exports what the driver measures and logs, and without a name that is the connection string with what is secret in it.
    private static NpgsqlDataSourceBuilder Builder(Database database, NpgsqlConnectionStringBuilder settings, bool pooled) =>
        new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = OwnPools.Name(database.Settings, pooled) }.UseLoggerFactory(NullLoggerFactory.Instance);

    private void Drop(Func<KeyValuePair<Key, Entry>, bool> condition)
    {
        foreach (var (key, entry) in _sources.Where(condition).ToArray())
        {
            _sources.Remove(key);
            entry.Source.Dispose();
        }
    }

    private sealed record Key(string Settings, NpgsqlDataSource? Source, string? ConnectionString, bool IsPooled)
    {
        // A record prints its members, and these hold secrets.
        public override string ToString() => nameof(Key);
    }

    private sealed class Entry(NpgsqlDataSource source)
    {
        public NpgsqlDataSource Source => source;

        public long Used { get; set; }
    }
}
