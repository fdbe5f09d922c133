using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace HealthKit.EntityFrameworkCore;

/// <summary>
/// Names that Entity Framework Core and its PostgreSQL provider give what HealthKit reads, from EF Core 10.0.5 and Npgsql.EntityFrameworkCore.PostgreSQL 10.0.3. A test on a
/// live server fails when one is renamed.
/// </summary>
internal static class EntityFrameworkInstruments
{
    /// <summary>Provider of PostgreSQL, by the name of its assembly.</summary>
    public const string PostgresProvider = "Npgsql.EntityFrameworkCore.PostgreSQL";

    /// <summary>Property of the provider's options that holds an NpgsqlDataSource.</summary>
    public const string DataSourceProperty = "DataSource";

    /// <summary>Annotation of an index that is built concurrently.</summary>
    public const string CreatedConcurrently = "Npgsql:CreatedConcurrently";

    /// <summary>Annotation of a column that the server numbers.</summary>
    public const string ValueGeneration = "Npgsql:ValueGenerationStrategy";

    /// <summary>Entity Framework's own default for the table of applied migrations.</summary>
    public const string HistoryTable = "__EFMigrationsHistory";

    /// <summary>Its column of ids.</summary>
    public const string HistoryColumn = "MigrationId";

    /// <summary>Namespace of the types that ASP.NET Core Identity keeps in tables.</summary>
    public const string IdentityNamespace = "Microsoft.AspNetCore.Identity";

    /// <summary>Begins the names of those that belong to a user: IdentityUserClaim`1, and the user's own IdentityUser`1.</summary>
    public const string PartOfUser = "IdentityUser";

    /// <summary>Name of the diagnostic listeners.</summary>
    public static string Listener => DbLoggerCategory.Name;

    /// <summary>Event before a command is sent, on the thread that sends it; carries <see cref="CommandEventData"/>.</summary>
    public static string CommandExecuting { get; } = RelationalEventId.CommandExecuting.Name!;

    /// <summary>Event of a result that has been read; carries <see cref="DataReaderDisposingEventData"/>.</summary>
    public static string ReaderDisposing { get; } = RelationalEventId.DataReaderDisposing.Name!;
}
