using HealthKit.Npgsql.Sql;
using Npgsql;

namespace HealthKit.Npgsql.Databases;

/// <summary>Has a statement planned for any parameters. It is never run.</summary>
internal static class PlanReader
{
    private const int MostParameters = 200;
    private const string AmbiguousFunction = "42725";
    private const string IndeterminateType = "42P18";

    // EXPLAIN starts the plan with the parameters that stand in, and nothing is in the partition of NULL.
    private const string WithoutPruning = "SET LOCAL enable_partition_pruning = off";

    /// <summary>Plans one command over HealthKit's own open connection; of several statements the plans are taken together. Null while another instance is at it.</summary>
    /// <param name="connection">HealthKit's own.</param>
    /// <param name="sql">The command's text.</param>
    /// <param name="isOnlyText">True when the calls have this text: another one's literals may leave nothing to scan, such as those of 1 = 0.</param>
    /// <param name="application">The session that it runs in.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<ExplainedPlan?> ExplainAsync(NpgsqlConnection connection, string sql, bool isOnlyText, ApplicationSession application, CancellationToken cancellationToken)
    {
        if (PlannableSql.All(sql) is not { Count: > 0 } statements || statements.Any(static statement => statement.Parameters > MostParameters))
        {
            return ExplainedPlan.None($"it holds too many statements or parameters (more than {PlannableSql.MostStatements} or {MostParameters})");
        }

        try
        {
            var shape = new PlanShape();
            foreach (var statement in statements)
            {
                if (!await Turn.TakeAsync(connection, () => PlanAsync(connection, statement, shape, application, cancellationToken), cancellationToken).ConfigureAwait(false))
                {
                    return null;
                }
            }

            return await WeighAsync(connection, shape.Result, isOnlyText, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException refusal) when (Failure.IsOfOneStatement(refusal))
        {
            return ExplainedPlan.None(refusal.SqlState is AmbiguousFunction or IndeterminateType
                ? $"the type of a parameter does not follow from its text (SQLSTATE {refusal.SqlState}); cast it there, for example $1::int"
                : $"the server would not plan it (SQLSTATE {refusal.SqlState})");
        }
    }

    // A database that hides its catalog has its plans all the same; what needs it is not known then.
    private static async Task<ExplainedPlan> WeighAsync(NpgsqlConnection connection, ExplainedPlan plan, bool isOnlyText, CancellationToken cancellationToken)
    {
        try
        {
            plan = plan.Scans.Count == 0 ? plan : await ScannedTable.WeighAsync(connection, plan, isOnlyText, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException refusal) when (Failure.IsOfOneStatement(refusal))
        {
            plan = plan with { Scans = [.. plan.Scans.Select(scan => scan.JoinedBy.Count == 0 ? scan : scan with { Doubt = $"a join reads it, and which indexes it has cannot be read: {Failure.Describe(refusal)}" })] };
        }

        try
        {
            return await CalledFunctions.WeighAsync(connection, plan, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException refusal) when (Failure.IsOfOneStatement(refusal))
        {
            return plan with { Unseen = [$"which functions it calls, and what those scan, cannot be read: {Failure.Describe(refusal)}"] };
        }
    }

    private static async Task PlanAsync(NpgsqlConnection connection, PlannableSql sql, PlanShape shape, ApplicationSession application, CancellationToken cancellationToken)
    {
        // EXPLAIN (GENERIC_PLAN) breaks the extended protocol that Npgsql speaks; PREPARE works on every version. ROLLBACK does not deallocate.
        await ReadOnlyWork.ExecuteAsync(connection, "SET LOCAL statement_timeout = '2s'; SET LOCAL plan_cache_mode = force_generic_plan", cancellationToken).ConfigureAwait(false);
        await application.AssumeAsync(connection, cancellationToken).ConfigureAwait(false);
        await ReadOnlyWork.ExecuteAsync(connection, $"PREPARE healthkit_plan AS {sql.Text}", cancellationToken).ConfigureAwait(false);
        try
        {
            shape.Add(await ExplainAsync(connection, sql, cancellationToken).ConfigureAwait(false));
            if (shape.IsPruned)
            {
                // A setting of the planner: a plan that is kept stays as it was made.
                await ReadOnlyWork.ExecuteAsync(connection, $"{WithoutPruning}; DEALLOCATE healthkit_plan", cancellationToken).ConfigureAwait(false);
                await ReadOnlyWork.ExecuteAsync(connection, $"PREPARE healthkit_plan AS {sql.Text}", cancellationToken).ConfigureAwait(false);
                shape.AddScans(await ExplainAsync(connection, sql, cancellationToken).ConfigureAwait(false));
            }
        }
        catch (PostgresException refusal) when (Failure.IsOfOneStatement(refusal))
        {
            await ReadOnlyWork.ExecuteAsync(connection, "ROLLBACK; DEALLOCATE healthkit_plan; BEGIN", CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        await ReadOnlyWork.ExecuteAsync(connection, "DEALLOCATE healthkit_plan", cancellationToken).ConfigureAwait(false);
    }

    private static async Task<string> ExplainAsync(NpgsqlConnection connection, PlannableSql sql, CancellationToken cancellationToken)
    {
        var arguments = sql.Parameters == 0 ? "" : $"({string.Join(',', Enumerable.Repeat("NULL", sql.Parameters))})";
        var command = new NpgsqlCommand($"EXPLAIN (FORMAT JSON, VERBOSE) EXECUTE healthkit_plan{arguments}", connection);
        await using (command.ConfigureAwait(false))
        {
            return (string)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
        }
    }
}
