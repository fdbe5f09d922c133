using Npgsql;

namespace HealthKit.Npgsql.Databases;

/// <summary>What the application's sessions begin with where its data source runs code in each new one, which HealthKit's own sessions do without.</summary>
internal sealed record ApplicationSession
{
    private const string ReadSql = "SELECT current_user::text, pg_catalog.current_setting('search_path')";

    private const string AssumeSql = """
        SELECT pg_catalog.set_config('role', coalesce($1, pg_catalog.current_setting('role')), true),
          pg_catalog.set_config('search_path', coalesce($2, pg_catalog.current_setting('search_path')), true)
        """;

    /// <summary>Sessions that begin as HealthKit's own do.</summary>
    public static ApplicationSession Plain { get; } = new();

    /// <summary>Its role; null where it is that of HealthKit's own session.</summary>
    public string? Role { get; init; }

    /// <summary>Its search_path; null where it is that of HealthKit's own session.</summary>
    public string? SearchPath { get; init; }

    /// <summary>Its statement_timeout, zero for none; null where it is that of HealthKit's own session, or not known.</summary>
    public TimeSpan? StatementTimeout { get; init; }

    /// <summary>Why it is not known what it begins with, or cannot be had, as part of a sentence; null where it is known.</summary>
    public string? Unknown { get; init; }

    private bool IsPlain => Role is null && SearchPath is null;

    /// <summary>Reads what a session of the application's has.</summary>
    public static async Task<ApplicationSession> ReadAsync(NpgsqlConnection session, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(ReadSql, session);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                return new ApplicationSession { Role = reader.GetString(0), SearchPath = reader.GetString(1) };
            }
        }
    }

    /// <summary>Tells what a role reads in such sessions from what it reads in others.</summary>
    public string ReaderOf(string role) => Unknown is not null ? $"{role}\n" : IsPlain ? role : $"{role}\n{Role}\n{SearchPath}";

    /// <summary>The statement_timeout of the application, whose session began otherwise than HealthKit's own.</summary>
    /// <param name="own">That of HealthKit's own.</param>
    public TimeSpan? TimeoutBeside(TimeSpan? own) => StatementTimeout ?? (Unknown is null ? own : null);

    /// <summary>As far as HealthKit's own open session begins otherwise: this, or why it may not become like it.</summary>
    public async Task<ApplicationSession> BesideAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (IsPlain)
        {
            return this;
        }

        var own = await ReadAsync(connection, cancellationToken).ConfigureAwait(false);
        var different = this with { Role = Role == own.Role ? null : Role, SearchPath = SearchPath == own.SearchPath ? null : SearchPath };
        try
        {
            return await ReadOnlyWork.RunAsync(connection, () => different.AssumedAsync(connection, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException refusal) when (Failure.IsOfOneStatement(refusal))
        {
            return new ApplicationSession
            {
                StatementTimeout = StatementTimeout,
                Unknown = $"the connection initializer of its data source sets a role or a search_path that the server refuses to HealthKit's own session (SQLSTATE {refusal.SqlState}): GRANT that role to the one that logs in",
            };
        }
    }

    /// <summary>Makes HealthKit's own session like it until the end of the transaction.</summary>
    public async Task AssumeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (IsPlain)
        {
            return;
        }

        var command = new NpgsqlCommand(AssumeSql, connection);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(Text(Role));
            command.Parameters.Add(Text(SearchPath));
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<ApplicationSession> AssumedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await AssumeAsync(connection, cancellationToken).ConfigureAwait(false);
        return this;
    }

    private static NpgsqlParameter Text(string? value) => new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text, Value = (object?)value ?? DBNull.Value };
}
