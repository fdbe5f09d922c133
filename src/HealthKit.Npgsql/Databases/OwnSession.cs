using Npgsql;

namespace HealthKit.Npgsql.Databases;

/// <summary>HealthKit's one open connection to a database; disposing it closes it and lets the next in.</summary>
internal sealed class OwnSession(NpgsqlConnection connection, SemaphoreSlim gate) : IAsyncDisposable
{
    /// <summary>The connection, open.</summary>
    public NpgsqlConnection Connection => connection;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }
}
