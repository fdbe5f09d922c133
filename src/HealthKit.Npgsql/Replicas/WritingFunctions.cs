using Npgsql;

namespace HealthKit.Npgsql.Replicas;

/// <summary>Functions that may write or lock, so that a SELECT that calls one is no read that a standby could serve.</summary>
internal sealed class WritingFunctions(HashSet<string> names)
{
    // What a function of the database's own does is known by its volatility alone; of PostgreSQL's most volatile ones only tell the time or draw numbers.
    private const string Sql = """
        SELECT DISTINCT p.proname FROM pg_catalog.pg_proc p
        JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
        WHERE p.provolatile = 'v' AND n.nspname NOT IN ('pg_catalog', 'information_schema')
        LIMIT 10000
        """;

    private static readonly HashSet<string> BuiltIn = new(StringComparer.Ordinal) { "nextval", "setval", "currval", "lastval", "pg_notify", "txid_current", "pg_current_xact_id" };
    private static readonly string[] BuiltInPrefixes = ["pg_advisory_", "pg_try_advisory_", "lo_"];

    /// <summary>True when one of the names may be such a function.</summary>
    public bool AreAmong(IReadOnlyList<string> called) =>
        called.Any(name => BuiltIn.Contains(name) || names.Contains(name) || Array.Exists(BuiltInPrefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal)));

    /// <summary>Reads them over HealthKit's own open connection.</summary>
    public static async Task<WritingFunctions> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var command = new NpgsqlCommand(Sql, connection);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    names.Add(reader.GetString(0));
                }
            }
        }

        return new WritingFunctions(names);
    }
}
