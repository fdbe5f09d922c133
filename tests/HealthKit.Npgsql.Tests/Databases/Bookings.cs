using System.Globalization;
using HealthKit.TestServers;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HealthKit.Npgsql.Tests.Databases;

/// <summary>Has the server's counters hold what a service has just run: a session reports what it read when it ends at the latest, else seconds later.</summary>
internal static class Bookings
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs the work, ends the service's sessions and returns once a table's scans and uses of its indexes have grown.</summary>
    /// <param name="host">The service; its data source's pool is emptied.</param>
    /// <param name="database">Its database.</param>
    /// <param name="table">The table as SQL names it.</param>
    /// <param name="reads">Scans and uses of indexes that the work causes at least.</param>
    /// <param name="work">What to run.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task BookAsync(this TestHost host, PostgresDatabase database, string table, long reads, Func<Task> work, CancellationToken cancellationToken)
    {
        var before = await ReadsAsync(database, table, cancellationToken);
        await work();
        host.Services.GetRequiredService<NpgsqlDataSource>().Clear();
        await Eventually.TrueAsync(
            async () => await ReadsAsync(database, table, cancellationToken) >= before + reads, Patience, $"the server has booked {reads} reads of {table}", cancellationToken);
    }

    private static async Task<long> ReadsAsync(PostgresDatabase database, string table, CancellationToken cancellationToken) => long.Parse(
        await database.ExecuteAsync($"select seq_scan + coalesce(idx_scan, 0) from pg_stat_user_tables where relid = '{table}'::regclass", cancellationToken),
        CultureInfo.InvariantCulture);
}
