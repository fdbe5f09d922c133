using System.Data.Common;
using HealthKit.Migrations;

namespace HealthKit.Sources;

/// <summary>Reads, over a connection of HealthKit's own, which migrations a database has had. A package of a driver implements it.</summary>
internal interface IMigrationDatabase
{
    /// <summary>Reads it; null when the database is not one of this driver's.</summary>
    /// <param name="connectionString">The connection string with its password; null where a data source is given.</param>
    /// <param name="source">The application's data source.</param>
    /// <param name="history">Where the applied migrations stand.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    Task<MigrationSurroundings?> ReadAsync(string? connectionString, DbDataSource? source, MigrationHistory history, CancellationToken cancellationToken);
}
