using Npgsql;

namespace HealthKit.Npgsql.Databases;

/// <summary>
/// Which database it truly is, whatever name, address or pooler leads to it, and as whom. A server is told by the microsecond of its start:
/// its system identifier is the same in every copy that was made of its files.
/// </summary>
/// <param name="Database">The server and the database in it.</param>
/// <param name="Role">The role in force.</param>
/// <param name="Schemas">The schemas in which names without one are looked for.</param>
internal sealed record CatalogKey(string Database, string Role, string Schemas)
{
    /// <summary>Who sees the same tables by the same names.</summary>
    public string View => $"{Role}/{Schemas}";

    /// <summary>As the application's sessions see it, which may begin otherwise than HealthKit's own.</summary>
    public CatalogKey As(ApplicationSession application) => this with { Role = application.ReaderOf(Role) };

    private const string Sql = """
        SELECT extract(epoch FROM pg_catalog.pg_postmaster_start_time())::numeric(20, 6)::text || '/' || d.oid::text, current_user::text, pg_catalog.array_to_string(pg_catalog.current_schemas(false), ',')
        FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()
        """;

    /// <summary>Reads it over HealthKit's own open connection; by its address where the server does not say.</summary>
    public static async Task<CatalogKey> ReadAsync(NpgsqlConnection connection, Database database, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(Sql, connection);
        await using (command.ConfigureAwait(false))
        {
            try
            {
                var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? new CatalogKey(reader.GetString(0), reader.GetString(1), reader.GetString(2)) : ByAddress(database);
                }
            }
            catch (PostgresException refusal) when (Failure.IsOfOneStatement(refusal))
            {
                return ByAddress(database);
            }
        }
    }

    private static CatalogKey ByAddress(Database database) => new(database.Settings.Login, "", "");
}
